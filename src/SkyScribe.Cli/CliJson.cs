using System.Text.Json;
using System.Text.Json.Serialization;
using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>What the commands write and read as JSON: by code that the compiler writes, so that the tool can be trimmed or compiled ahead of
/// time.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(IReadOnlyList<MetricComparison>))]
[JsonSerializable(typeof(CaptionWriter.WrittenLine))]
[JsonSerializable(typeof(SystemTable))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>As settings are.</summary>
    public static CliJson Strict { get; } = new(new JsonSerializerOptions(StrictJson.Options));

    /// <summary>As lines of captions are.</summary>
    public static CliJson Lines { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));
}
