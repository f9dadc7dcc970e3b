using System.Text.Encodings.Web;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary>
/// <c>splits.json</c>: which image is in which split. What SkyScribe writes says how it was drawn, <c>{"captions": SHA-256, "rule": "...", "splits":
/// {"1.jpg": "train"}}</c>; a file by hand may be the inner object alone.
/// </summary>
/// <param name="Splits">the split of each image file</param>
internal sealed record SplitFile(IReadOnlyDictionary<string, string> Splits)
{
    /// <summary>Its name in the folder of a run, a model or a package.</summary>
    public const string Name = "splits.json";

    private const string CaptionsField = "captions", RuleField = "rule", SplitsField = "splits";
    private const string Expected = "a splits.json that maps image files to train, val or test";

    /// <summary>SHA-256 of the captions that the splits were drawn for; null in a file by hand.</summary>
    public string? Captions { get; init; }

    /// <summary>How they were drawn; null in a file by hand.</summary>
    public string? Rule { get; init; }

    public static SplitFile Read(string path, long maximumBytes = JsonSource.MaximumBytes)
    {
        var source = new JsonSource(path, DatasetException.Of, Expected);
        JsonPlace root = source.Parse(source.ReadBytes(maximumBytes).Bytes);
        bool isDrawn = root.Find(SplitsField) is { IsObject: true };
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonPlace field) in (isDrawn ? root.Member(SplitsField) : root).Members())
        {
            string file = ImagePath.Normalize(name) ?? throw field.Error("", SkyScribeException.Quote(name), ImagePath.Expected);
            string split = field.Text();
            if (!splits.TryAdd(file, SplitNames.Find(split) ?? throw field.Error("", SkyScribeException.Quote(split), SplitNames.Expected)))
            {
                throw field.Error("", "this image a second time", "each image file once");
            }
        }

        return new SplitFile(splits) { Captions = isDrawn ? root.Find(CaptionsField)?.Text() : null, Rule = isDrawn ? root.Find(RuleField)?.Text()
            : null };
    }

    public void Write(string path)
    {
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, options);
            writer.WriteStartObject();
            writer.WriteString(CaptionsField, Captions);
            writer.WriteString(RuleField, Rule);
            writer.WriteStartObject(SplitsField);
            foreach ((string file, string split) in Splits.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteString(file, split);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>80/10/10 by image, rounded, from the sorted names: neither the order of the rows nor the machine matters.</summary>
    public static Dictionary<string, string> Seeded(IReadOnlyCollection<string> files, ulong seed)
    {
        string[] sorted = [.. files.Order(StringComparer.Ordinal)];
        int[] order = DeterministicRandom.Permutation(sorted.Length, seed, stream: 0);

        // Small sets still get something to select on, then something to test on.
        int held = (int)Math.Round(sorted.Length * 0.1, MidpointRounding.AwayFromZero);
        int validation = Math.Max(held, sorted.Length > 1 ? 1 : 0);
        int test = Math.Max(held, sorted.Length > 2 ? 1 : 0);
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < order.Length; i++)
        {
            splits[sorted[order[i]]] = i < validation ? SplitNames.Validation : i < validation + test ? SplitNames.Test : SplitNames.Train;
        }

        return splits;
    }

    /// <summary>A share of the training images, rounded and at least one, that becomes val; from the sorted names, as <see cref="Seeded"/>.</summary>
    public static HashSet<string> ValidationOf(IReadOnlyCollection<string> train, double share, ulong seed)
    {
        string[] sorted = [.. train.Order(StringComparer.Ordinal)];
        int count = Math.Clamp((int)Math.Round(sorted.Length * share, MidpointRounding.AwayFromZero), 1, Math.Max(1, sorted.Length - 1));
        return [.. DeterministicRandom.Permutation(sorted.Length, seed, stream: 1).Take(count).Select(i => sorted[i])];
    }
}
