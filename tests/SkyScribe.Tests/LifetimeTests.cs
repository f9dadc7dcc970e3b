namespace SkyScribe.Tests;

public sealed class LifetimeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private int _freed;

    private Lifetime New() => new(this, () => Interlocked.Increment(ref _freed));

    [Fact]
    public void Close_NothingUnderWay_FreesOnceAndNamesTheOwner()
    {
        var lifetime = New();
        lifetime.Enter().Dispose();
        Assert.Equal(0, _freed);
        lifetime.Close();
        lifetime.Close();
        Assert.Equal(1, _freed);
        Assert.Contains(nameof(LifetimeTests), Assert.Throws<ObjectDisposedException>(lifetime.Enter).ObjectName, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(lifetime.Check);
    }

    [Fact]
    public async Task Close_CallsUnderWay_WaitsForTheLast()
    {
        var lifetime = New();
        var (first, second) = (await Task.Run(lifetime.Enter), await Task.Run(lifetime.Enter));
        Task[] closing = [Task.Run(lifetime.Close), Task.Run(lifetime.Close)];
        while (Record.Exception(lifetime.Check) is null)
        {
            await Task.Yield();
        }

        first.Dispose();
        first.Dispose();   // a second time: it does not end the other call
        await Task.Delay(50);
        Assert.Equal((0, false, false), (_freed, closing[0].IsCompleted, closing[1].IsCompleted));
        second.Dispose();
        await Task.WhenAll(closing).WaitAsync(Long);
        Assert.Equal(1, _freed);
    }

    [Fact]
    public async Task Close_WithinACall_ReturnsAndFreesAtItsEnd()
    {
        var lifetime = New();
        await Task.Run(() =>
        {
            using (lifetime.Enter())
            {
                lifetime.Close();
                Task.Run(lifetime.Close).Wait(Long);   // a task of the call's
                Assert.Throws<ObjectDisposedException>(lifetime.Enter);
                Assert.Equal(0, _freed);
            }

            Assert.Equal(1, _freed);
        }).WaitAsync(Long);
    }

    [Fact]
    public async Task Close_InATaskThatOutlivesItsCall_WaitsForOthers()
    {
        var lifetime = New();
        using var ended = new ManualResetEventSlim();
        Task closing;
        using (lifetime.Enter())
        {
            closing = Task.Run(() =>
            {
                ended.Wait();
                lifetime.Close();
            });
        }

        var other = await Task.Run(lifetime.Enter);
        ended.Set();
        await Task.Delay(50);
        Assert.False(closing.IsCompleted);
        other.Dispose();
        await closing.WaitAsync(Long);
    }

    [Fact]
    public async Task Close_ManyThreadsEntering_NeverFreesUnderACall()
    {
        for (int round = 0; round < 200; round++)
        {
            int freed = 0, seen = 0;
            var lifetime = new Lifetime(this, () => Volatile.Write(ref freed, 1));
            var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (true)
                {
                    try
                    {
                        using var use = lifetime.Enter();
                        seen |= Volatile.Read(ref freed);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            })).ToArray();
            lifetime.Close();
            Assert.Equal(1, freed);
            await Task.WhenAll(calls).WaitAsync(Long);
            Assert.Equal(0, seen);
        }
    }
}
