using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.Batch.Plans;
using SkyScribe.IO;

namespace SkyScribe.Batch.Results;

/// <summary>Says that a shard is done and which part has its results. Written last: what it names is there.</summary>
/// <param name="Part">the part's key, which has the beginning of its hash</param>
/// <param name="Sha256">the part's hash</param>
/// <param name="Units">tiles or images</param>
/// <param name="FailedInputs">how many of them could not be read</param>
/// <param name="Attempts">how often the shard was begun</param>
/// <param name="Seconds">how long it took</param>
/// <param name="Worker">who did it</param>
internal sealed record DoneMarker(string Part, string Sha256, long Units, long FailedInputs, int Attempts, double Seconds, string Worker);

/// <summary>Says that a shard is given up, and why.</summary>
/// <param name="Error">the last error</param>
/// <param name="Attempts">how often it was begun</param>
internal sealed record FailedMarker(string Error, int Attempts);

/// <summary>Whose results they are.</summary>
/// <param name="Format">says that they are results of a plan</param>
/// <param name="Version">which version of the form</param>
/// <param name="Plan">the plan's id</param>
internal sealed record PlanClaim(string Format, int Version, string Plan);

/// <summary>The results of one plan: <c>plan.json</c> names it, <c>parts</c> has the results, <c>done</c> and <c>failed</c> a marker a shard,
/// <c>attempts</c> a file for each time that a shard was begun and did not end.</summary>
/// <param name="store">where they are</param>
internal sealed class BatchResults(ResultStore store)
{
    private const string PlanKey = "plan.json", Done = "done/", Failed = "failed/", Parts = "parts/";

    /// <summary>Where they are.</summary>
    public ResultStore Store => store;

    /// <summary>Where one plan's results are in a place that has those of many.</summary>
    public static string PlaceOf(string output, string plan) => $"{output.TrimEnd('/')}/{plan}";

    /// <summary>Makes sure that the results are of a plan.</summary>
    /// <param name="plan">the plan's id</param>
    /// <param name="claim">whether an empty place becomes the plan's</param>
    /// <exception cref="BatchException">There are results of another plan, or none and none are made.</exception>
    public void Require(string plan, bool claim)
    {
        byte[]? bytes = store.Read(PlanKey);
        if (bytes is null)
        {
            if (!claim)
            {
                throw new BatchException(store.Name, $"has no {PlanKey}; expected results that 'batch run' or 'batch work' made");
            }

            store.Write(PlanKey, JsonSerializer.SerializeToUtf8Bytes(
                new PlanClaim(PlanManifest.FormatName + "-results", PlanManifest.CurrentVersion, plan), MarkerJson.Lines.PlanClaim));
            bytes = store.Read(PlanKey)!;   // two plans may have been begun at once: the one that is there now counts
        }

        var claimed = Parse(PlanKey, bytes, MarkerJson.Lines.PlanClaim);
        if (claimed.Plan != plan)
        {
            throw new BatchException(store.Name,
                $"has the results of another plan ({claimed.Plan[..Math.Min(12, claimed.Plan.Length)]}, this one is {plan[..12]}); name another place, or delete them");
        }
    }

    /// <summary>The marker of a shard that is done; null where it is not.</summary>
    public DoneMarker? DoneOf(string shard) => store.Read(Done + shard + ".json") is { } bytes ? Parse(Done + shard + ".json", bytes,
        MarkerJson.Lines.DoneMarker) : null;

    /// <summary>The marker of a shard that is given up; null where it is not.</summary>
    public FailedMarker? FailedOf(string shard) =>
        store.Read(Failed + shard + ".json") is { } bytes ? Parse(Failed + shard + ".json", bytes, MarkerJson.Lines.FailedMarker) : null;

    /// <summary>The shards that are done, and when they were.</summary>
    public Dictionary<string, DateTimeOffset> AllDone() => Shards(Done);

    /// <summary>The shards that are given up.</summary>
    public Dictionary<string, DateTimeOffset> AllFailed() => Shards(Failed);

    /// <summary>Keeps a part, then says that its shard is done.</summary>
    /// <param name="shard">the shard's id</param>
    /// <param name="ending">of the part's name</param>
    /// <param name="part">the part</param>
    /// <param name="marker">makes the marker of the part's key and hash</param>
    public void Complete(string shard, string ending, ReadOnlySpan<byte> part, Func<string, string, DoneMarker> marker)
    {
        string hash = Sha256.Of(part), key = $"{Parts}{shard}-{hash[..16]}{ending}";
        store.Write(key, part);
        var done = marker(key, hash);
        store.Write(Done + shard + ".json", JsonSerializer.SerializeToUtf8Bytes(done, MarkerJson.Lines.DoneMarker));
        store.Delete(Failed + shard + ".json");
    }

    /// <summary>Gives a shard up.</summary>
    public void GiveUp(string shard, FailedMarker marker) =>
        store.Write(Failed + shard + ".json", JsonSerializer.SerializeToUtf8Bytes(marker, MarkerJson.Lines.FailedMarker));

    /// <summary>Makes a shard one that is yet to be done.</summary>
    public void Forget(string shard)
    {
        var done = DoneOf(shard);
        store.Delete(Done + shard + ".json");
        store.Delete(Failed + shard + ".json");
        if (done is not null)
        {
            store.Delete(done.Part);
        }
    }

    /// <summary>Deletes all that there is of a plan.</summary>
    public void Discard(BatchPlan plan)
    {
        foreach (var entry in plan.Shards)
        {
            Forget(entry.Id);
            Attempt.Settle(store, entry.Id);
        }

        store.Delete(PlanKey);
    }

    /// <summary>The part of a shard that is done.</summary>
    /// <exception cref="BatchException">It is missing or was changed.</exception>
    public byte[] Part(DoneMarker marker)
    {
        byte[] bytes = store.Read(marker.Part)
            ?? throw new BatchException(marker.Part, $"this part is missing in {store.Name}; 'batch retry' and run again");
        return Sha256.Of(bytes) is var found && found == marker.Sha256 ? bytes : throw new BatchException(marker.Part,
            $"this part was changed: its SHA-256 is {found}, expected {marker.Sha256}; delete it, 'batch retry' and run again");
    }

    private Dictionary<string, DateTimeOffset> Shards(string prefix) => store.List(prefix)
        .Where(entry => entry.Key.EndsWith(".json", StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..^".json".Length], entry => entry.Modified, StringComparer.Ordinal);

    private T Parse<T>(string key, byte[] bytes, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new BatchException($"{store.Name}: {key}", $"is damaged ({problem.Message}); delete it and run again", problem);
        }
    }
}
