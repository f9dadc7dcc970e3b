using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;

namespace SkyScribe.Batch.Collecting;

/// <summary>What there is of each shard when collecting begins.</summary>
internal sealed class ShardStates
{
    private readonly BatchPlan _plan;
    private readonly BatchResults _results;
    private readonly DoneMarker?[] _done;
    private readonly string?[] _problems;

    private ShardStates(BatchPlan plan, BatchResults results)
    {
        (_plan, _results) = (plan, results);
        _done = new DoneMarker?[plan.Shards.Count];
        _problems = new string?[plan.Shards.Count];
    }

    /// <summary>How many shards are neither done nor given up.</summary>
    public int Missing { get; private set; }

    /// <summary>What a layer says of itself where shards are missing; empty where none is.</summary>
    public string Remark => Missing == 0 ? "" : $"; PARTIAL: {Missing} of {_plan.Shards.Count} shards were not done when it was collected";

    /// <summary>Looks.</summary>
    /// <param name="plan">the plan</param>
    /// <param name="results">its results</param>
    /// <param name="partial">whether shards may be missing</param>
    /// <exception cref="BatchException">Some are missing, and must not be.</exception>
    public static ShardStates Of(BatchPlan plan, BatchResults results, bool partial)
    {
        results.Require(plan.Id, claim: false);
        var states = new ShardStates(plan, results);
        var (done, failed) = (results.AllDone(), results.AllFailed());
        for (int i = 0; i < plan.Shards.Count; i++)
        {
            string id = plan.Shards[i].Id;
            states._done[i] = done.ContainsKey(id) ? results.DoneOf(id) : null;
            if (states._done[i] is null)
            {
                string? error = failed.ContainsKey(id) ? results.FailedOf(id)?.Error : null;
                states._problems[i] = error is null ? "its shard was not done when the results were collected" : error.ReplaceLineEndings(" ");
                states.Missing += error is null ? 1 : 0;
            }
        }

        return partial || states.Missing == 0 ? states : throw new BatchException(results.Store.Name,
            $"{states.Missing} of {plan.Shards.Count} shards are not done; run them (batch status tells how many are under way), or collect what there is with --partial");
    }

    /// <summary>Why a shard has no part; null where it has one.</summary>
    public string? Problem(int shard) => _problems[shard];

    /// <summary>Whether some of a shard's inputs could not be read.</summary>
    public bool HasFailures(int shard) => _done[shard] is { FailedInputs: > 0 };

    /// <summary>A shard's part, for messages.</summary>
    public string NameOf(int shard) => $"{_results.Store.Name}: {_done[shard]!.Part}";

    /// <summary>A shard's part.</summary>
    /// <exception cref="BatchException">It is missing or was changed.</exception>
    public byte[] Part(int shard) => _results.Part(_done[shard]!);
}
