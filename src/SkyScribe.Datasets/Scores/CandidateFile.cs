using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Scores;

/// <summary>Captions to be scored, one an image.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Captions">The captions by image id.</param>
public sealed record CandidateFile(string Path, string Hash, IReadOnlyDictionary<string, string> Captions)
{
    private const string Expected =
        "COCO results [{\"image_id\", \"caption\"}], {id: caption}, {id: [{\"caption\"}]}, {\"predictions\": [...]}, JSON lines with image_id (or image) and caption, a table with the columns image and caption, or a golden file";

    private static readonly string[] Lists = ["predictions", "annotations", "results"];
    private static readonly string[] Names = ["image_id", "image", "id", "filename", "file_name", "cocoid", "image_path"];

    /// <summary>The n-best lists by image id, the caption itself first, where the file has <c>alternatives</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Alternatives { get; private init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Images that the captioning program could not read: the file has an <c>error</c> for them and no caption.</summary>
    public IReadOnlyList<string> Failed { get; private init; } = [];

    /// <summary>Reads captions.</summary>
    /// <param name="path">COCO results, an object of captions, JSON lines, a table, or a golden file.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, is no such file, or has two captions for an image.</exception>
    public static CandidateFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CaptionContent content = CaptionContent.Read(new JsonSource(path, CaptionFileException.Of, Expected));
        var captions = new Dictionary<string, string>(StringComparer.Ordinal);
        var alternatives = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var failed = new List<string>();
        foreach (Candidate candidate in content.Table is { } table ? Rows(path, table) : Entries(content))
        {
            if (candidate.Caption is not { } caption)
            {
                failed.Add(candidate.Id);
            }
            else if (!captions.TryAdd(candidate.Id, caption))
            {
                throw new CaptionFileException(path, candidate.Place, $"a second caption for image {candidate.Id}", "one caption an image");
            }
            else if (candidate.Others is { } others)
            {
                alternatives[candidate.Id] = [caption, .. others];
            }
        }

        return captions.Count > 0
            ? new CandidateFile(path, content.Hash, captions) { Alternatives = alternatives,
            Failed = [.. failed.Where(id => !captions.ContainsKey(id)).Distinct()] }
            : throw new CaptionFileException(
            path, "", failed.Count == 0 ? "no caption" : $"no caption, only {failed.Count} images that could not be read", Expected);
    }

    private static IEnumerable<Candidate> Rows(string path, CaptionTable table)
    {
        try
        {
            return [.. table.Rows().Select(row =>
            {
                string place = $"line {row.Line}";
                return row.Captions.Count != 1 ? throw new CaptionFileException(path, place, $"{row.Captions.Count} captions", "one caption an image")
                    : row.Error.Length > 0 && row.Captions[0].Length == 0 ? new Candidate(row.Image, null, place)
                    : new Candidate(row.Image, One(path, place, row.Captions[0]), place);
            })];
        }
        catch (DatasetException problem)
        {
            throw new CaptionFileException(problem.File, problem.Field, problem.Found, problem.Expected, problem);
        }
    }

    // An empty cell is an empty caption, which is scored; a list of one is that one.
    private static string One(string path, string place, string cell)
    {
        IReadOnlyList<string> read = CaptionCell.Read(cell, out string? problem);
        return cell.Trim().Length == 0 ? "" : problem is not null
            ? throw new CaptionFileException(path, place, $"a list that cannot be read ({problem})", "one caption")
            : read.Count == 1 ? read[0]
            : throw new CaptionFileException(
            path, place, read.Count == 0 ? $"{cell.Trim()} as a caption" : $"{read.Count} captions", "one caption an image");
    }

    private static IEnumerable<Candidate> Entries(CaptionContent content)
    {
        if (content.Lines is { } lines)
        {
            return lines.Select(Entry);
        }

        JsonPlace root = content.Root!.Value;
        if (root.IsArray)
        {
            return root.Items().Select(Entry);
        }

        if (root.Find("images") is { IsArray: true } images && root.Find("annotations") is null)
        {
            return images.Items().Select(image => new Candidate(image.Member("id").Key(), image.Member("candidate").Text(), image.Path));
        }

        foreach (string name in Lists)
        {
            if (root.Find(name) is { } list && (list.IsArray || list.IsObject))
            {
                return list.IsArray && !IsCaptionList(list) ? list.Items().Select(Entry) : Map(list);
            }
        }

        return IsEntry(root) ? [Entry(root)] : Map(root);
    }

    // {"annotations": ["a road"]} is a caption of an image called so.
    private static bool IsCaptionList(JsonPlace list) => list.Items().Take(1).Any(item => !item.IsObject);

    private static bool IsEntry(JsonPlace root) => Names.Any(name => root.Find(name) is { IsObject: false, IsArray: false })
        && (root.Get("caption") ?? root.Get("candidate") ?? root.Get("error")) is not null;

    private static IEnumerable<Candidate> Map(JsonPlace map) =>
        map.Members().Select(member => new Candidate(member.Name, TextOf(member.Value), member.Value.Path));

    private static Candidate Entry(JsonPlace entry)
    {
        string id = entry.Member(Names[0], Names.AsSpan(1)).Key();
        if (entry.Find("caption") is null && entry.Find("candidate") is null && entry.Find("error") is not null)
        {
            return new Candidate(id, null, entry.Path);
        }

        string caption = TextOf(entry.Member("caption", "candidate"));
        return new Candidate(id, caption, entry.Path)
        {
            Others = entry.Find("alternatives") is { } list
            ? [.. list.Items().Select(other => (other.IsObject ? other.Member("caption") : other).Text())] : null,
        };
    }

    // A caption, a list of one, or what pycocoevalcap passes around: [{"caption": ...}].
    private static string TextOf(JsonPlace value)
    {
        if (value.IsArray)
        {
            JsonPlace[] items = [.. value.Items().Take(2)];
            value = items.Length == 1 ? items[0]
                : throw value.Error("", items.Length == 0 ? "an empty list" : "several captions", "one caption an image");
        }

        return (value.IsObject ? value.Member("caption", "candidate") : value).Text();
    }

    /// <param name="Id">what the file calls the image</param>
    /// <param name="Caption">null where the image could not be read</param>
    /// <param name="Place">where it stands</param>
    private sealed record Candidate(string Id, string? Caption, string Place)
    {
        public IReadOnlyList<string>? Others { get; init; }
    }
}
