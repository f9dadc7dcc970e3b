using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>How parts of layers become JSON: written by the compiler, so that programs trimmed or compiled ahead of time have it too.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyList<SummaryRow>))]
internal sealed partial class LayerJson : JsonSerializerContext
{
    /// <summary>A summary as a file of its own.</summary>
    public static JsonTypeInfo<IReadOnlyList<SummaryRow>> Summary { get; } =
        new LayerJson(new JsonSerializerOptions(StrictJson.Options)).IReadOnlyListSummaryRow;
}
