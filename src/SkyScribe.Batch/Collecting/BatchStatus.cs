using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;

namespace SkyScribe.Batch.Collecting;

/// <summary>How far a plan has come.</summary>
/// <param name="Plan">the plan's id</param>
/// <param name="Unit">tiles or images</param>
/// <param name="Shards">shards in all</param>
/// <param name="Done">shards that are done</param>
/// <param name="Running">shards that somebody is at work on, as far as can be told</param>
/// <param name="Failed">shards that were given up</param>
/// <param name="Missing">shards that are neither done nor given up; those that are running are among them</param>
/// <param name="Units">tiles or images in all</param>
/// <param name="UnitsDone">those of shards that are done</param>
/// <param name="FailedInputs">those among them that could not be read</param>
/// <param name="Rate">tiles or images a second since the first shard was begun; null while it is not known</param>
/// <param name="Eta">seconds to the end at that rate; null while it is not known</param>
internal sealed record BatchStatus(
    string Plan, string Unit, int Shards, int Done, int Running, int Failed, int Missing, long Units, long UnitsDone, long FailedInputs, double? Rate,
    double? Eta)
{
    // A worker writes its attempt's file every ten seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>Looks. All times are by the store's clock: those of the machines may differ.</summary>
    public static BatchStatus Of(BatchPlan plan, BatchResults results)
    {
        results.Require(plan.Id, claim: false);
        var (done, failed, begun) = (results.AllDone(), results.AllFailed(), Attempt.Begun(results.Store));
        var now = results.Store.Now();
        int doneShards = 0, running = 0, failedShards = 0;
        long units = 0, failedUnits = 0, failedInputs = 0;
        DateTimeOffset first = DateTimeOffset.MaxValue, last = DateTimeOffset.MinValue;
        foreach (var entry in plan.Shards)
        {
            if (done.TryGetValue(entry.Id, out var time) && results.DoneOf(entry.Id) is { } marker)
            {
                doneShards++;
                units += entry.Units;
                failedInputs += marker.FailedInputs;
                var start = time - TimeSpan.FromSeconds(Math.Clamp(marker.Seconds, 0, TimeSpan.FromDays(30).TotalSeconds));
                (first, last) = (start < first ? start : first, time > last ? time : last);
            }
            else if (failed.ContainsKey(entry.Id))
            {
                failedShards++;
                failedUnits += entry.Units;
            }
            else if (begun.TryGetValue(entry.Id, out var beat) && now - beat < Silence)
            {
                running++;
            }
        }

        var end = running > 0 && now > last ? now : last;
        double? rate = doneShards > 0 && end > first ? units / (end - first).TotalSeconds : null;
        long left = plan.Manifest.Units - units - failedUnits;
        return new BatchStatus(
            plan.Id, plan.Manifest.Settings.Unit, plan.Shards.Count, doneShards, running, failedShards,
            plan.Shards.Count - doneShards - failedShards, plan.Manifest.Units, units, failedInputs, Rounded(rate), Rounded(left / rate));
    }

    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 2) : null;
}
