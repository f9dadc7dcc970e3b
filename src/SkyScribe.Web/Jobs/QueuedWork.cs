using System.Diagnostics;
using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Queue;
using SkyScribe.Batch.Results;
using SkyScribe.Geo.Jobs;
using SkyScribe.IO;
using SkyScribe.Web.Options;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Jobs;

/// <summary>Jobs on other machines: a job's shards go into a queue, <c>batch work</c> takes them from there, their results are looked for where
/// workers put them, and become the layer. The server itself captions nothing then but single pictures.</summary>
/// <remarks>The plan lies beside the layer. A server that was killed finds it there at its next start, goes on with it, and publishes only the shards
/// that are not done.</remarks>
internal sealed class QueuedWork(DataFolder folder, ServeOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Retry = TimeSpan.FromSeconds(5);
    private ShardQueue? _queue;

    /// <summary>Whether jobs go to other machines.</summary>
    public bool IsUsed => options.Queue is not null;

    private string Results => options.Results ?? Path.Combine(options.Data, "results");

    /// <summary>Connects, where jobs go to other machines.</summary>
    /// <exception cref="BatchException">Nothing answers, it lets nobody in, or the queue has other work.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (options.Queue is { } choice)
        {
            ResultStore.Open(Results);
            _queue = await ShardQueue.Open(choice, cancellation).ConfigureAwait(false);
            await _queue.PrepareForJobs(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Has a job's tiles captioned.</summary>
    /// <param name="job">the job</param>
    /// <param name="rasters">its raster</param>
    /// <param name="model">the model that workers must have</param>
    /// <param name="progress">told now and then</param>
    /// <param name="cancellation">ends the waiting; workers go on</param>
    /// <returns>the layer, yet to be written</returns>
    /// <exception cref="SkyScribeException">No shard could be done.</exception>
    public async Task<RasterLayer> RunAsync(
        Job job, RasterSet rasters, IImageCaptioner model, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var (plan, isNew) = PlanOf(job, rasters, PlanSettings.Of(PlanKind.Rasters, model) with { Columns = job.Options.Columns });
        var results = ResultsOf(plan);
        if (isNew)
        {
            results.Discard(plan);   // of an earlier job of the same raster
        }

        results.Require(plan.Id, claim: true);
        await PublishAsync(job, plan, results, progress, cancellation).ConfigureAwait(false);
        await WaitAsync(plan, results, progress, cancellation).ConfigureAwait(false);
        progress.Report(new JobProgress("writing", plan.Manifest.Units, plan.Manifest.Units, 0));
        var failed = results.AllFailed();
        if (plan.Shards.All(shard => failed.ContainsKey(shard.Id)))
        {
            string why = results.FailedOf(plan.Shards[0].Id)?.Error ?? "the reason is not known";
            throw new SkyScribeException($"no worker could do any of it: {why}");
        }

        string[] titles = [.. rasters.Plans.Select(one => one.Title)];
        return new RasterCollector(plan, ShardStates.Of(plan, results, partial: false), titles).Layer(job.Options.Smooth);
    }

    /// <summary>Takes a job out of the queue and deletes its plan and its parts.</summary>
    /// <param name="id">the job's number</param>
    public async Task ForgetAsync(string id)
    {
        string path = folder.PlanOf(id);
        if (_queue is null || !Directory.Exists(path))
        {
            return;
        }

        var plan = BatchPlan.Open(path);
        await _queue.Withdraw(plan.Id, CancellationToken.None).ConfigureAwait(false);
        ResultsOf(plan).Discard(plan);
        Directory.Delete(path, recursive: true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _queue?.DisposeAsync() ?? ValueTask.CompletedTask;

    private BatchResults ResultsOf(BatchPlan plan) => new(ResultStore.Open(BatchResults.PlaceOf(Results, plan.Id)));

    private (BatchPlan Plan, bool IsNew) PlanOf(Job job, RasterSet rasters, PlanSettings settings)
    {
        string path = folder.PlanOf(job.Id);
        if (Directory.Exists(path))
        {
            try
            {
                var earlier = BatchPlan.Open(path);
                if (earlier.Manifest.Settings.Hash == settings.Hash && earlier.Manifest.Time == rasters.Time)
                {
                    return (earlier, false);
                }
            }
            catch (BatchException)
            {
                // Of an earlier version, or damaged: it is made anew.
            }

            Directory.Delete(path, recursive: true);
        }

        PlanWriter.Write(path, rasters, settings, options.TilesOfAShard);
        return (BatchPlan.Open(path), true);
    }

    private async Task PublishAsync(
        Job job, BatchPlan plan, BatchResults results, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var (done, failed) = (results.AllDone(), results.AllFailed());
        while (true)
        {
            try
            {
                await _queue!.PublishJob(plan, job.Id, shard => !done.ContainsKey(shard) && !failed.ContainsKey(shard), cancellation)
                    .ConfigureAwait(false);
                return;
            }
            catch (BatchException problem) when (problem.MayPass)
            {
                progress.Report(new JobProgress("queued", 0, plan.Manifest.Units, 0) { Note = "the queue does not answer; waiting until it does" });
                await Task.Delay(Retry, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Signs of life are what changes in the results, by this machine's clock alone: those of workers and stores differ.
    private async Task WaitAsync(BatchPlan plan, BatchResults results, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        var (clock, silence) = (new Stopwatch(), Stopwatch.StartNew());
        (int Ended, int Begun, DateTimeOffset Beat) seen = default;
        long before = -1;
        while (true)
        {
            var (done, failed, begun) = (results.AllDone(), results.AllFailed(), Attempt.Begun(results.Store));
            int ended = 0;
            long tiles = 0;
            foreach (var shard in plan.Shards.Where(shard => done.ContainsKey(shard.Id) || failed.ContainsKey(shard.Id)))
            {
                (ended, tiles) = (ended + 1, tiles + shard.Units);
            }

            if (ended == plan.Shards.Count)
            {
                return;
            }

            before = before < 0 ? tiles : before;
            var now = (ended, begun.Count, begun.Values.DefaultIfEmpty().Max());
            if (now != seen)
            {
                seen = now;
                silence.Restart();
                clock.Start();   // speed counts from the first sign
            }

            double speed = tiles > before ? Math.Round((tiles - before) / clock.Elapsed.TotalSeconds, 2) : 0;
            progress.Report(new JobProgress(clock.IsRunning ? "captioning" : "queued", tiles, plan.Manifest.Units, speed)
            {
                Note = silence.Elapsed < options.WorkerSilence ? null
                    : $"no worker has taken a shard for {(int)silence.Elapsed.TotalSeconds} s; the operator starts some with 'batch work'",
            });
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }
}
