using NATS.Client.Core;
using NATS.Client.JetStream;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Work;

namespace SkyScribe.Batch.Queue;

/// <summary>Takes shards from a queue, one at a time, and does them. The done-marker is written first, then the shard is acknowledged and the
/// server's confirmation awaited: whatever dies in between, the next worker finds it done.</summary>
/// <param name="queue">the queue</param>
/// <param name="output">where results go: a server's jobs have a folder each in it, by their plans' ids</param>
/// <param name="open">makes what does a plan's shards, of its manifest and the place of its results</param>
/// <param name="heartbeat">told that the process waits or works</param>
/// <param name="say">told of what people should know, a line each</param>
internal sealed class QueueWorker(
    ShardQueue queue, string output, Func<PlanManifest, BatchResults, ShardWorker> open, Heartbeat heartbeat, Action<string> say)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromSeconds(1);
    private PlanManifest? _manifest;
    private BatchResults? _results;
    private ShardWorker? _worker;
    private string? _plan;

    /// <summary>How long a worker may be silent before its shard is handed out again.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Works.</summary>
    /// <param name="untilEmpty">whether to end once no shard waits or is under way anywhere; otherwise new ones are waited for</param>
    /// <param name="cancellation">gives the shard under way back</param>
    /// <returns>the worst of what became of the shards</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="BatchException">Results cannot be written, or the queue or the model is another one's.</exception>
    public async Task<ShardOutcome> Run(bool untilEmpty, CancellationToken cancellation)
    {
        var consumer = await queue.Consumer(Lease, cancellation).ConfigureAwait(false);
        var worst = ShardOutcome.Done;
        bool isSilent = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            heartbeat.Beat();
            try
            {
                long start = System.Diagnostics.Stopwatch.GetTimestamp();
                var message = await consumer.NextAsync(
                    NatsRawSerializer<byte[]>.Default, new NatsJSNextOpts { Expires = untilEmpty ? Pause : Wait },
                        cancellation).ConfigureAwait(false);
                isSilent = false;
                BatchTelemetry.Stage("wait", start);
                if (message is not null)
                {
                    var outcome = await Handle(message, cancellation).ConfigureAwait(false);
                    worst = outcome == ShardOutcome.FailedForGood ? outcome : worst;   // one that is to be tried again comes back
                }
                else if (untilEmpty && await IsEmpty(consumer, cancellation).ConfigureAwait(false))
                {
                    return worst;
                }
            }
            catch (Exception problem) when (problem is NatsException or TimeoutException)
            {
                if (!isSilent)
                {
                    say($"{queue.Name}: does not answer ({problem.Message}); waiting until it does");
                }

                isSilent = true;
                await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> IsEmpty(INatsJSConsumer consumer, CancellationToken cancellation)
    {
        await consumer.RefreshAsync(cancellation).ConfigureAwait(false);
        return consumer.Info is { NumPending: 0, NumAckPending: 0 };
    }

    private async Task<ShardOutcome> Handle(INatsJSMsg<byte[]> message, CancellationToken cancellation)
    {
        var item = QueueItem.Read(queue.Name, message.Data);
        using var ended = new CancellationTokenSource();
        var renewing = Renew(message, ended.Token);
        ShardOutcome outcome;
        try
        {
            outcome = await Do(item, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // No fault of the shard's: another worker may have it at once.
            await Tell(() => message.NakAsync(cancellationToken: CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (outcome == ShardOutcome.TryAgain)
        {
            await Tell(() => message.NakAsync(delay: Lease / 6, cancellationToken: CancellationToken.None)).ConfigureAwait(false);
            return outcome;
        }

        if (_results!.FailedOf(item.Id) is { } failed)
        {
            await queue.Bury(new DeadLetter(item.Plan, item.Index, item.Id, failed.Attempts, failed.Error), CancellationToken.None)
                .ConfigureAwait(false);
        }

        await Tell(() => message.AckAsync(new AckOpts { DoubleAck = true }, CancellationToken.None)).ConfigureAwait(false);
        return outcome;
    }

    private async Task<ShardOutcome> Do(QueueItem item, CancellationToken cancellation)
    {
        string name = $"shard {item.Index}";
        if (_plan != item.Plan)
        {
            _results = new BatchResults(ResultStore.Open(queue.IsOfJobs ? BatchResults.PlaceOf(output, item.Plan) : output));
            _results.Require(item.Plan, claim: true);
            _manifest = PlanManifest.Read(queue.Name, item.Manifest);
            _worker = open(_manifest, _results);
            _plan = item.Plan;
        }

        var shard = PlanShard.Read($"{queue.Name}, {name}", item.Packed, item.Id, _manifest!.Settings);
        var outcome = await _worker!.Do(name, shard, _ => { }, cancellation).ConfigureAwait(false);
        if (outcome == ShardOutcome.Done)
        {
            say($"{name}: done");
        }

        return outcome;
    }

    // The lease is renewed by time, not by progress: a process that hangs is the liveness probe's business.
    private async Task Renew(INatsJSMsg<byte[]> message, CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(Lease / 3, ended).ConfigureAwait(false);
            await Tell(() => message.AckProgressAsync(cancellationToken: ended)).ConfigureAwait(false);
        }
    }

    // What the server does not hear comes back, and is found done or done again: the same bytes.
    private async Task Tell(Func<ValueTask> tell)
    {
        try
        {
            await tell().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is NatsException or TimeoutException)
        {
            say($"{queue.Name}: was not told ({problem.Message})");
        }
    }
}
