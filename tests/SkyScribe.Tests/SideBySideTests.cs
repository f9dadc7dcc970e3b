namespace SkyScribe.Tests;

public sealed class SideBySideTests
{
    [Fact]
    public async Task Run_TheReaderStops_NoItemIsUnderWayAfterwards()
    {
        int underWay = 0, begun = 0;
        int Work(int item, CancellationToken stop)
        {
            Interlocked.Increment(ref underWay);
            Interlocked.Increment(ref begun);
            stop.WaitHandle.WaitOne(item == 0 ? 0 : 30_000);   // all but the first end only when they are told to
            Thread.Sleep(50);
            Interlocked.Decrement(ref underWay);
            return item;
        }

        async Task ReadOne()
        {
            await foreach (int item in SideBySide.Run(Enumerable.Range(0, 1000), Work, 3, CancellationToken.None))
            {
                Assert.Equal(0, item);
                SpinWait.SpinUntil(() => Volatile.Read(ref begun) == 4, 10_000);
                break;
            }
        }

        await ReadOne().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((0, 4), (underWay, begun));
    }

    [Fact]
    public async Task Run_AnItemFails_ItsErrorComesInItsPlaceAndTheRestEnds()
    {
        int underWay = 0;
        int Work(int item, CancellationToken stop)
        {
            Interlocked.Increment(ref underWay);
            try
            {
                return item == 5 ? throw new InvalidOperationException("five") : item;
            }
            finally
            {
                Thread.Sleep(10);
                Interlocked.Decrement(ref underWay);
            }
        }

        var results = new List<int>();
        async Task ReadAll()
        {
            await foreach (int item in SideBySide.Run(Enumerable.Range(0, 1000), Work, 3, CancellationToken.None))
            {
                results.Add(item);
            }
        }

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAll().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(("five", 0), (problem.Message, underWay));
        Assert.Equal(Enumerable.Range(0, 5), results);
    }

    [Fact]
    public async Task Run_TheItemsFail_TheErrorComesAfterTheResultsBeforeIt()
    {
        static IEnumerable<int> Items()
        {
            yield return 0;
            yield return 1;
            throw new IOException("no more");
        }

        var results = new List<int>();
        var problem = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (int item in SideBySide.Run(Items(), (item, _) => item, 2, CancellationToken.None))
            {
                results.Add(item);
            }
        });
        Assert.Equal("no more", problem.Message);
        Assert.Equal([0, 1], results);
    }

    [Fact]
    public async Task Run_ASlowReader_IsReadAheadOfByABoundedNumberOfItems()
    {
        int read = 0;
        IEnumerable<int> Items()
        {
            for (; ; read++)
            {
                yield return read;
            }
        }

        await foreach (int item in SideBySide.Run(Items(), (item, _) => item, 3, CancellationToken.None))
        {
            if (item == 20)
            {
                break;
            }

            await Task.Delay(item == 19 ? 300 : 1);
            Assert.InRange(Volatile.Read(ref read), item, item + 8);   // six in the block, one waiting for room, one read
        }
    }

    [Fact]
    public async Task Run_LaterItemsAreFaster_ResultsKeepTheItemsOrderAndNoMoreRunAtOnce()
    {
        int underWay = 0, most = 0;
        var counting = new Lock();
        int Work(int item, CancellationToken stop)
        {
            lock (counting)
            {
                most = Math.Max(most, ++underWay);
            }

            Thread.Sleep(item % 3 == 0 ? 30 : 1);
            lock (counting)
            {
                underWay--;
            }

            return item;
        }

        var results = new List<int>();
        async Task ReadAll()
        {
            await foreach (int item in SideBySide.Run(Enumerable.Range(0, 40), Work, 3, CancellationToken.None))
            {
                results.Add(item);
            }
        }

        await ReadAll().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Enumerable.Range(0, 40), results);
        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task Run_TheReaderIsSlow_NoMoreItemsAreReadThanWaitForIt()
    {
        int read = 0;
        IEnumerable<int> Items()
        {
            while (true)
            {
                yield return Interlocked.Increment(ref read);
            }
        }

        async Task ReadTwo()
        {
            await foreach (int item in SideBySide.Run(Items(), (item, _) => item, 3, CancellationToken.None))
            {
                await Task.Delay(200);
                Assert.InRange(Volatile.Read(ref read), item, item + 7);   // twice the workers are held, and one waits to be taken
                if (item == 2)
                {
                    break;
                }
            }
        }

        await ReadTwo().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Run_TheItemsFail_TheirErrorComesAfterTheResultsBeforeIt()
    {
        static IEnumerable<int> Items()
        {
            yield return 1;
            yield return 2;
            throw new InvalidTimeZoneException("no third");
        }

        var results = new List<int>();
        async Task ReadAll()
        {
            await foreach (int item in SideBySide.Run(Items(), (item, _) => 10 * item, 3, CancellationToken.None))
            {
                results.Add(item);
            }
        }

        Assert.Equal("no third", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ReadAll().WaitAsync(TimeSpan.FromSeconds(20)))).Message);
        Assert.Equal([10, 20], results);
    }

    [Fact]
    public async Task Run_Cancelled_TellsTheItemsUnderWayAndThrows()
    {
        using var cancel = new CancellationTokenSource();
        int told = 0;
        int Work(int item, CancellationToken stop)
        {
            Assert.True(stop.WaitHandle.WaitOne(20_000));
            Interlocked.Increment(ref told);
            return item;
        }

        async Task ReadAll()
        {
            cancel.CancelAfter(100);
            await foreach (int item in SideBySide.Run(Enumerable.Range(0, 1000), Work, 2, cancel.Token))
            {
                Assert.Fail($"item {item} came");
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAll().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.InRange(told, 0, 3);
    }
}
