using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SkyScribe.IO;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Datasets.Scores;

/// <summary>What a file of scores says: what was scored, by which tokens, and the scores.</summary>
public sealed record ScoreFileContent
{
    /// <summary>Where captions and references come from, in the order in which it is written: files and their hashes, a model's settings.</summary>
    public required JsonObject Origin { get; init; }

    /// <summary>The split; null where there is none.</summary>
    public string? Split { get; init; }

    /// <summary>How captions and references were split into words.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>The images, as the candidates call them.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>The scores, each image's in the order of <see cref="Ids"/>.</summary>
    public required CaptionScores Scores { get; init; }

    /// <summary>95 % bootstrap intervals over the images, by metric; null where nobody asked for them.</summary>
    public IReadOnlyDictionary<string, Interval>? Intervals { get; init; }

    /// <summary>How varied the captions are.</summary>
    public required DiversityScores Diversity { get; init; }
}

/// <summary>Writes files of scores (<c>skyscribe-scores</c>) as <see cref="ScoreFile"/> reads them.</summary>
public static class ScoreFileWriter
{
    private const string Format = "skyscribe-scores";
    private const int Version = 1;
    private static readonly JsonTypeInfo<DiversityScores> Diversity =
        new ScoreJson(new JsonSerializerOptions(StrictJson.Options)).DiversityScores;

    /// <summary>Writes one file.</summary>
    /// <param name="stream">where to</param>
    /// <param name="content">what to write</param>
    public static void Write(Stream stream, ScoreFileContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("version", Version);
        foreach ((string name, JsonNode? value) in content.Origin)
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        if (content.Split is { } split)
        {
            writer.WriteString("split", split);
        }

        writer.WriteNumber("images", content.Ids.Count);
        writer.WriteString("tokenizer", content.Tokenizer);
        writer.WritePropertyName("diversity");
        JsonSerializer.Serialize(writer, content.Diversity, Diversity);
        ScoreFile.Write(writer, content.Ids, content.Scores, content.Intervals);
        writer.WriteEndObject();
    }
}

[JsonSerializable(typeof(DiversityScores))]
internal sealed partial class ScoreJson : JsonSerializerContext;
