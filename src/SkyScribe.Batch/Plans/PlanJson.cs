using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyScribe.Batch.Plans;

/// <summary>How plans are written, by code that the compiler makes: the same value gives the same bytes, since they are hashed.</summary>
[JsonSerializable(typeof(PlanManifest))]
[JsonSerializable(typeof(ShardEntry))]
[JsonSerializable(typeof(ShardHeader))]
[JsonSerializable(typeof(RasterPiece))]
[JsonSerializable(typeof(PlannedImage))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class PlanJson : JsonSerializerContext
{
    /// <summary>One value a line.</summary>
    public static PlanJson Lines { get; } = new(Make(isIndented: false));

    /// <summary>For files that people open.</summary>
    public static PlanJson Pages { get; } = new(Make(isIndented: true));

    /// <summary>The rules of all files of plans and results.</summary>
    public static JsonSerializerOptions Make(bool isIndented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,   // "no data" may be NaN
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = isIndented,
        NewLine = "\n",
        Converters = { new GeoKeysConverter() },
    };
}
