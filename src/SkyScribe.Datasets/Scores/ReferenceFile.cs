using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Scores;

/// <summary>The references of an image.</summary>
/// <param name="Ids">What candidates may call the image, the best name first: a file name, a number.</param>
/// <param name="Sentences">Its sentences as written.</param>
public sealed record ReferencedImage(IReadOnlyList<string> Ids, IReadOnlyList<string> Sentences);

/// <summary>References to score captions against.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Split">The split that was asked for, null for all images.</param>
/// <param name="Images">The images.</param>
public sealed record ReferenceFile(string Path, string Hash, string? Split, IReadOnlyList<ReferencedImage> Images)
{
    private const string Expected = "the Karpathy layout, COCO annotations, {id: [captions]}, or a golden file";

    /// <summary>Reads references.</summary>
    /// <param name="path">The Karpathy layout, COCO annotations, an object of lists, or a golden file.</param>
    /// <param name="split">Only this split's images; the Karpathy layout alone has splits. "train" takes restval too, as training does.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, is no such file, or has no such split.</exception>
    public static ReferenceFile Read(string path, string? split = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = new JsonSource(path, CaptionFileException.Of, Expected);
        (byte[] bytes, string hash) = source.ReadBytes();
        JsonPlace root = source.Parse(bytes);
        JsonLayout layout = JsonLayouts.Of(root);
        if (split is not null && layout != JsonLayout.Karpathy)
        {
            throw root.Error("", "a file without splits", $"the Karpathy layout for the split {split}");
        }

        List<ReferencedImage> read = layout switch
        {
            JsonLayout.Coco => Coco(root),
            JsonLayout.Karpathy => Karpathy(root, split),
            JsonLayout.Golden => [.. root.Member("images").Items().Select(image => new ReferencedImage([image.Member("id").Key()], Texts(image.Member("references"))))],
            _ => [.. root.Members().Select(member => new ReferencedImage([member.Name], Texts(member.Value)))],
        };
        if (read.Count == 0)
        {
            throw new CaptionFileException(path, split is null ? "" : $"split {split}", "no image", Expected);
        }

        return read.FirstOrDefault(image => image.Sentences.Count == 0) is { } empty
            ? throw new CaptionFileException(path, $"image {empty.Ids[0]}", "no sentence", "at least one")
            : new ReferenceFile(path, hash, split, read);
    }

    private static List<ReferencedImage> Karpathy(JsonPlace root, string? split)
    {
        var read = new List<ReferencedImage>();
        var splits = new SortedSet<string>(StringComparer.Ordinal);
        foreach (KarpathyImage image in KarpathyLayout.Images(root))
        {
            string own = image.Split ?? "";
            splits.Add(own);
            if (split is null || IsSame(split, own))
            {
                read.Add(new ReferencedImage(image.Ids, [.. image.Sentences.Select(KarpathyImage.RawOf)]));
            }
        }

        return read.Count > 0 || split is null
            ? read
            : throw root.Error("images", $"no image of the split {split}", $"one of {string.Join(", ", splits)}");
    }

    // "restval" asks for that part of train alone, "train" for all of it.
    private static bool IsSame(string wanted, string found) =>
        string.Equals(wanted, found, StringComparison.OrdinalIgnoreCase) || string.Equals(wanted, SplitNames.Find(found), StringComparison.OrdinalIgnoreCase);

    private static List<ReferencedImage> Coco(JsonPlace root)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (CocoImage image in CocoLayout.Images(root))
        {
            if (image.FileName is { } name)
            {
                names.TryAdd(image.Key, name);
            }
        }

        return [.. CocoLayout.Annotations(root)
            .GroupBy(annotation => annotation.ImageKey, annotation => annotation.Caption)
            .Select(group => new ReferencedImage(names.TryGetValue(group.Key, out string? name) ? [name, group.Key] : [group.Key], [.. group]))];
    }

    private static string[] Texts(JsonPlace value) => value.IsArray ? [.. value.Items().Select(text => text.Text())] : [value.Text()];
}
