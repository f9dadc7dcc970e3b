using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;

namespace SkyScribe.Batch.Collecting;

/// <summary>Makes all that failed work that is yet to be done.</summary>
internal static class BatchRetry
{
    /// <summary>Forgets the shards that were given up, those with inputs that could not be read and those whose part is gone or damaged, and the
    /// trials of all that are not done.</summary>
    /// <returns>how many shards are to be done again</returns>
    public static int Run(BatchPlan plan, BatchResults results)
    {
        results.Require(plan.Id, claim: false);
        var (done, failed, begun) = (results.AllDone(), results.AllFailed(), Attempt.Begun(results.Store));
        int again = 0;
        foreach (var entry in plan.Shards)
        {
            bool isDone = done.ContainsKey(entry.Id);
            if (failed.ContainsKey(entry.Id) || (isDone && !IsGood(results, entry.Id)))
            {
                results.Forget(entry.Id);
                isDone = false;
                again++;
            }

            if (!isDone && begun.ContainsKey(entry.Id))
            {
                Attempt.Settle(results.Store, entry.Id);
            }
        }

        results.Store.DeleteLeftovers();
        return again;
    }

    private static bool IsGood(BatchResults results, string shard)
    {
        if (results.DoneOf(shard) is not { FailedInputs: 0 } marker)
        {
            return false;
        }

        try
        {
            results.Part(marker);
            return true;
        }
        catch (BatchException problem) when (!problem.MayPass)
        {
            return false;
        }
    }
}
