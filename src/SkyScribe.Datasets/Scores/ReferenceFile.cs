using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Scores;

/// <summary>The references of an image.</summary>
/// <param name="Ids">What candidates may call the image, the best name first: a file name, a number.</param>
/// <param name="Sentences">Its sentences as written.</param>
public sealed record ReferencedImage(IReadOnlyList<string> Ids, IReadOnlyList<string> Sentences)
{
    /// <summary>What candidates may call an image of a data set.</summary>
    internal static IReadOnlyList<string> IdsOf(CaptionedImage image) =>
        image.Id is { } id && id.Text != image.FileName ? [image.FileName, id.Text] : [image.FileName];
}

/// <summary>References to score captions against.</summary>
/// <param name="Path">The file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Split">The split that was asked for, null for all images.</param>
/// <param name="Images">The images.</param>
public sealed record ReferenceFile(string Path, string Hash, string? Split, IReadOnlyList<ReferencedImage> Images)
{
    private const string Expected =
        "references in a layout of docs/reference/formats.md: Karpathy, COCO annotations, {id: [captions]}, a list, JSON lines, a table, or a golden file";

    /// <summary>Reads references.</summary>
    /// <param name="path">Captions in any layout that data sets are read in, an object of lists, or a golden file.</param>
    /// <param name="split">Only this split's images, where the file has splits; null or "all" for all images. "train" takes restval too, as training
    /// does.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, is no such file, or has no such split.</exception>
    public static ReferenceFile Read(string path, string? split = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        split = string.Equals(split, SplitNames.All, StringComparison.OrdinalIgnoreCase) ? null : split;
        CaptionContent content = CaptionContent.Read(new JsonSource(path, CaptionFileException.Of, Expected));
        JsonLayout layout = content.Root is { } json ? JsonLayouts.Of(json) : JsonLayout.Records;
        if (layout is JsonLayout.Records or JsonLayout.RecordsBySplit or JsonLayout.RecordsByScene
            || (layout == JsonLayout.Unknown && !content.Root!.Value.IsObject))
        {
            return OfDataset(path, split);
        }

        JsonPlace root = content.Root!.Value;
        if (split is not null && layout != JsonLayout.Karpathy)
        {
            throw root.Error("", "a file without splits", $"the Karpathy layout for the split {split}");
        }

        List<ReferencedImage> read = layout switch
        {
            JsonLayout.Coco => Coco(root),
            JsonLayout.Karpathy => Karpathy(root, split),
            JsonLayout.Golden => [.. root.Member("images").Items()
                .Select(image => new ReferencedImage([image.Member("id").Key()], Texts(image.Member("references"))))],
            _ => [.. root.Members().Select(member => new ReferencedImage([member.Name], Texts(member.Value)))],
        };
        if (read.Count == 0)
        {
            throw new CaptionFileException(path, split is null ? "" : $"split {split}", "no image", Expected);
        }

        return read.FirstOrDefault(image => image.Sentences.Count == 0) is { } empty
            ? throw new CaptionFileException(path, $"image {empty.Ids[0]}", "no sentence", "at least one")
            : new ReferenceFile(path, content.Hash, split, read);
    }

    private static ReferenceFile OfDataset(string path, string? split)
    {
        try
        {
            CaptionDataset dataset = DatasetReader.Read(path);
            IReadOnlyList<CaptionedImage> images = dataset.Split(split ?? SplitNames.All);
            return new ReferenceFile(path, dataset.Hash, split, [.. images.Select(image => new ReferencedImage(
                ReferencedImage.IdsOf(image), [.. image.Sentences.Select(sentence => sentence.Raw)]))]);
        }
        catch (DatasetException problem)
        {
            throw new CaptionFileException(problem.File, problem.Field, problem.Found, problem.Expected, problem);
        }
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
                read.Add(new ReferencedImage(image.Ids, [.. image.Sentences]));
            }
        }

        return read.Count > 0 || split is null
            ? read
            : throw root.Error("images", $"no image of the split {split}", $"one of {string.Join(", ", splits)}");
    }

    // "restval" asks for that part of train alone, "train" for all of it.
    private static bool IsSame(string wanted, string found) =>
        string.Equals(wanted, found, StringComparison.OrdinalIgnoreCase)
        || string.Equals(wanted, SplitNames.Find(found), StringComparison.OrdinalIgnoreCase);

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
