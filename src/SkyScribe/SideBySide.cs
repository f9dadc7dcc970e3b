using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SkyScribe;

/// <summary>Works on items side by side and gives the results in the items' order, with bounded memory.</summary>
internal static class SideBySide
{
    /// <param name="items">read as workers become free; an error of theirs comes out after the results of the items before it</param>
    /// <param name="work">done on several threads at once; told when the reader has stopped</param>
    /// <param name="workers">how many items are worked on at once; as many results wait for the reader at most</param>
    /// <param name="cancellation">ends the work; the items under way end before the caller goes on</param>
    public static async IAsyncEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, CancellationToken, TResult> work, int workers, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var free = new SemaphoreSlim(workers);
        var results = Channel.CreateBounded<Task<TResult>>(workers);
        var feeding = Task.Run(() => Feed(items, work, free, results.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return await result.ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Drain(results.Reader).ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
        }
    }

    // Starts items as workers become free; the channel bounds how far they run ahead of the reader.
    private static async Task Feed<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, CancellationToken, TResult> work, SemaphoreSlim free, ChannelWriter<Task<TResult>> results, CancellationToken stop)
    {
        try
        {
            foreach (var item in items)
            {
                await free.WaitAsync(stop).ConfigureAwait(false);
                await results.WriteAsync(Task.Run(() => Release(free, () => work(item, stop)), CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception problem)   // of the caller's enumerator, or the end: it comes out of the reader's loop, after the results before it
        {
            await results.WriteAsync(Task.FromException<TResult>(problem), CancellationToken.None).ConfigureAwait(false);
        }

        results.Complete();
    }

    // The feeder may be waiting for room in the channel, and items under way still use what the caller owns: both end before the caller goes on.
    private static async Task Drain<TResult>(ChannelReader<Task<TResult>> results)
    {
        await foreach (var rest in results.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await ((Task)rest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TResult Release<TResult>(SemaphoreSlim free, Func<TResult> work)
    {
        try
        {
            return work();
        }
        finally
        {
            free.Release();
        }
    }
}
