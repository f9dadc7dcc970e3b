using System.Text.Json.Serialization;
using SkyScribe.Batch.Plans;

namespace SkyScribe.Batch.Results;

/// <summary>How markers are written, by code that the compiler makes.</summary>
[JsonSerializable(typeof(DoneMarker))]
[JsonSerializable(typeof(FailedMarker))]
[JsonSerializable(typeof(PlanClaim))]
[JsonSerializable(typeof(Trial))]
internal sealed partial class MarkerJson : JsonSerializerContext
{
    /// <summary>One value a file.</summary>
    public static MarkerJson Lines { get; } = new(PlanJson.Make(isIndented: false));
}
