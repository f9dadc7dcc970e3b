using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyScribe.Geo.Results;

/// <summary>How results become JSON: written by the compiler, so that programs trimmed or compiled ahead of time have it too.</summary>
[JsonSerializable(typeof(TileRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>As a journal's lines are: short.</summary>
    public static ResultJson Journal { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    });
}
