using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;

namespace SkyScribe;

/// <summary>Works on items side by side and gives the results in the items' order, with bounded memory.</summary>
internal static class SideBySide
{
    /// <param name="items">read as workers become free; an error of theirs comes out after the results of the items before it</param>
    /// <param name="work">done on several threads at once; told when the reader has stopped</param>
    /// <param name="workers">how many items are worked on at once; as many more are read ahead or wait as results</param>
    /// <param name="cancellation">ends the work; the items under way end before the enumeration does</param>
    public static async IAsyncEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, CancellationToken, TResult> work, int workers, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // An exception within the block would throw away the results before it: it travels as a result.
        var block = new TransformBlock<TItem, Outcome<TResult>>(
            item => Outcome<TResult>.Of(work, item, stop.Token),
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = workers, BoundedCapacity = 2 * workers, SingleProducerConstrained = true });
        var feeding = Task.Run(() => Feed(items, block, stop.Token), CancellationToken.None);
        try
        {
            while (await block.OutputAvailableAsync(cancellation).ConfigureAwait(false))
            {
                while (block.TryReceive(out var outcome))
                {
                    yield return outcome.Value;
                }
            }

            await feeding.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // the feeder may be waiting for room, and items under way still use what the caller owns
            block.LinkTo(DataflowBlock.NullTarget<Outcome<TResult>>());
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await block.Completion.ConfigureAwait(false);
        }
    }

    private static async Task Feed<TItem>(IEnumerable<TItem> items, ITargetBlock<TItem> block, CancellationToken stop)
    {
        try
        {
            foreach (var item in items)
            {
                await block.SendAsync(item, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            block.Complete();
        }
    }

    private readonly record struct Outcome<T>(T Result, ExceptionDispatchInfo? Problem)
    {
        public T Value
        {
            get
            {
                Problem?.Throw();
                return Result;
            }
        }

        public static Outcome<T> Of<TItem>(Func<TItem, CancellationToken, T> work, TItem item, CancellationToken stop)
        {
            try
            {
                stop.ThrowIfCancellationRequested();   // read ahead before the reader stopped
                return new(work(item, stop), null);
            }
            catch (Exception problem)
            {
                return new(default!, ExceptionDispatchInfo.Capture(problem));
            }
        }
    }
}
