using System.Text.Encodings.Web;
using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Datasets;

/// <summary><c>splits.json</c>: one object that maps each image file to train, val or test.</summary>
internal static class SplitFile
{
    private const string Expected = "a splits.json that maps image files to train, val or test";

    public static Dictionary<string, string> Read(string path, long maximumBytes)
    {
        var source = new JsonSource(path, DatasetException.Of, Expected);
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonPlace field) in source.Parse(source.ReadBytes(maximumBytes).Bytes).Members())
        {
            string file = ImagePath.Normalize(name) ?? throw field.Error("", SkyScribeException.Quote(name), ImagePath.Expected);
            string split = field.Text();
            if (!splits.TryAdd(file, SplitNames.Find(split) ?? throw field.Error("", SkyScribeException.Quote(split), SplitNames.Expected)))
            {
                throw field.Error("", "this image a second time", "each image file once");
            }
        }

        return splits;
    }

    public static void Write(string path, IEnumerable<CaptionedImage> images) =>
        Write(path, images.Select(image => KeyValuePair.Create(image.FileName, image.Split)));

    public static void Write(string path, IEnumerable<KeyValuePair<string, string>> splits)
    {
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, options);
            writer.WriteStartObject();
            foreach ((string file, string split) in splits.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteString(file, split);
            }

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
}
