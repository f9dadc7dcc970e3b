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
}
