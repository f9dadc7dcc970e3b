using System.Text.Json;
using System.Text.Json.Serialization;
using SkyScribe.Batch.Plans;

namespace SkyScribe.Batch.Collecting;

/// <summary>How a status is printed for programs, by code that the compiler makes.</summary>
[JsonSerializable(typeof(BatchStatus))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    // A rate that is not known is null, not left out: programs look for it.
    private static readonly StatusJson Lines = new(new JsonSerializerOptions(PlanJson.Make(isIndented: false))
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    });

    /// <summary>One line.</summary>
    public static string Of(BatchStatus status) => JsonSerializer.Serialize(status, Lines.BatchStatus);
}
