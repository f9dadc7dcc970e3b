using System.Diagnostics;
using SkyScribe.Batch.Plans;
using SkyScribe.IO;

namespace SkyScribe.Batch.Work;

/// <summary>Does the shards of one task, one after the other.</summary>
/// <param name="plan">the plan</param>
/// <param name="worker">does a shard</param>
internal sealed class BatchRun(BatchPlan plan, ShardWorker worker)
{
    /// <summary>Runs.</summary>
    /// <param name="task">which shards</param>
    /// <param name="progress">told of tiles or images as they are done</param>
    /// <param name="cancellation">gives the shard under way up</param>
    /// <returns>the worst of what became of the shards</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ShardOutcome> Run(TaskChoice task, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        int[] shards = [.. Enumerable.Range(0, plan.Shards.Count).Where(task.Has)];
        long total = shards.Sum(shard => plan.Shards[shard].Units), done = 0, before = 0;
        var clock = Stopwatch.StartNew();
        var worst = ShardOutcome.Done;
        foreach (int index in shards)
        {
            cancellation.ThrowIfCancellationRequested();
            var entry = plan.Shards[index];
            long start = done;
            var outcome = worker.Known(entry.Id);
            if (outcome is null)
            {
                outcome = await worker.Do($"shard {index}", plan.Shard(index), units =>
                {
                    done += units;
                    Report();
                }, cancellation).ConfigureAwait(false);
            }
            else
            {
                before += entry.Units;
            }

            done = start + entry.Units;
            Report();
            worst = outcome.Value > worst ? outcome.Value : worst;
        }

        return worst;

        void Report() => progress.Report(new WorkProgress(plan.Manifest.Settings.Unit, done, total, before, clock.Elapsed));
    }
}
