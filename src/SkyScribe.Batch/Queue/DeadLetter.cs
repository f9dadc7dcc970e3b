using System.Text.Json.Serialization;

namespace SkyScribe.Batch.Queue;

/// <summary>A shard that failed for good.</summary>
/// <param name="Plan">the plan's id</param>
/// <param name="Index">its number in the plan</param>
/// <param name="Shard">its id</param>
/// <param name="Attempts">how often it was begun</param>
/// <param name="Error">the last error</param>
internal sealed record DeadLetter(string Plan, int Index, string Shard, int Attempts, string Error);

/// <summary>How dead letters are written, by code that the compiler makes.</summary>
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeadLetterJson : JsonSerializerContext
{
    /// <summary>One a line.</summary>
    public static DeadLetterJson Lines { get; } = new(Plans.PlanJson.Make(isIndented: false));
}
