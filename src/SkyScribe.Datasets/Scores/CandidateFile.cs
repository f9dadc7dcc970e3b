namespace SkyScribe.Datasets.Scores;

/// <summary>Captions to be scored, one an image.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Captions">The captions by image id.</param>
public sealed record CandidateFile(string Path, string Hash, IReadOnlyDictionary<string, string> Captions)
{
    /// <summary>The n-best lists by image id, the caption itself first, where the file has <c>alternatives</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Alternatives { get; private init; } = new Dictionary<string, IReadOnlyList<string>>();

    private const string Expected = "COCO results [{\"image_id\", \"caption\"}], {id: caption}, JSON lines with image_id (or image) and caption, or a golden file";

    /// <summary>Reads captions.</summary>
    /// <param name="path">COCO results, an object of captions, JSON lines, or a golden file.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, is no such file, or has two captions for an image.</exception>
    public static CandidateFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new JsonSource(path, CaptionFileException.Of, Expected);
        (byte[] bytes, string hash) = source.ReadBytes();
        var captions = new Dictionary<string, string>(StringComparer.Ordinal);
        var alternatives = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string id, JsonPlace caption, JsonPlace? others) in Entries(source, bytes))
        {
            if (others is { } list)
            {
                alternatives[id] = [caption.Text(), .. list.Items().Select(other => (other.IsObject ? other.Member("caption") : other).Text())];
            }

            if (!captions.TryAdd(id, caption.Text()))
            {
                throw caption.Error("", $"a second caption for image {id}", "one caption an image");
            }
        }

        return captions.Count > 0 ? new CandidateFile(path, hash, captions) { Alternatives = alternatives } : throw new CaptionFileException(path, "", "no caption", Expected);
    }

    private static IEnumerable<(string Id, JsonPlace Caption, JsonPlace? Alternatives)> Entries(JsonSource source, byte[] bytes)
    {
        if (Lines(bytes) is { } lines)
        {
            return lines.Select((line, i) => Entry(source.Parse(line, $"line {i + 1}")));
        }

        JsonPlace root = source.Parse(bytes);
        if (root.IsArray)
        {
            return root.Items().Select(Entry);
        }

        if (root.Find("images") is { IsArray: true } images)
        {
            return images.Items().Select(image => (image.Member("id").Key(), image.Member("candidate"), (JsonPlace?)null));
        }

        return root.Members().Select(member => (member.Name, member.Value.IsArray && member.Value.Value.GetArrayLength() == 1 ? member.Value.Items().First() : member.Value, (JsonPlace?)null));
    }

    private static (string Id, JsonPlace Caption, JsonPlace? Alternatives) Entry(JsonPlace entry) =>
        (entry.Member("image_id", "image", "id").Key(), entry.Member("caption", "candidate"), entry.Find("alternatives"));

    /// <summary>The lines of a file whose first line is a whole object and that goes on after it; null for one JSON value.</summary>
    private static List<ReadOnlyMemory<byte>>? Lines(byte[] bytes)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        for (int start = 0; start < bytes.Length;)
        {
            int length = Array.IndexOf(bytes, (byte)'\n', start) is var end && end >= 0 ? end - start : bytes.Length - start;
            ReadOnlyMemory<byte> line = bytes.AsMemory(start, length);
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                lines.Add(line);
            }

            start += length + 1;
        }

        return lines.Count > 0 && IsObject(lines[0]) && (lines.Count > 1 || HasImage(lines[0])) ? lines : null;
    }

    private static bool IsObject(ReadOnlyMemory<byte> line) => line.Span.Trim(" \t\r"u8) is [(byte)'{', .., (byte)'}'];

    private static bool HasImage(ReadOnlyMemory<byte> line) => line.Span.IndexOf("\"caption\""u8) >= 0 && line.Span.IndexOf("\"image"u8) >= 0;
}
