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
    /// <param name="split">Only this split's images; the Karpathy layout alone has splits.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, is no such file, or has no such split.</exception>
    public static ReferenceFile Read(string path, string? split = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (byte[] bytes, string hash) = JsonPlace.ReadBytes(path);
        JsonPlace root = JsonPlace.Parse(path, "", bytes);
        JsonPlace? images = root.Find("images");
        bool isKarpathy = images?.Items().FirstOrDefault() is { IsObject: true } first && first.Find("sentences") is not null;
        if (split is not null && !isKarpathy)
        {
            throw new CaptionFileException(path, "", "a file without splits", $"the Karpathy layout for the split {split}");
        }

        List<ReferencedImage> read = root switch
        {
            _ when root.Find("annotations") is { } annotations => Coco(annotations, images),
            _ when isKarpathy => Karpathy(images!.Value, split),
            _ when images is { } golden => [.. golden.Items().Select(image => new ReferencedImage([image.Member("id").Id()], Texts(image.Member("references"))))],
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

    private static List<ReferencedImage> Karpathy(JsonPlace images, string? split)
    {
        var read = new List<ReferencedImage>();
        var splits = new SortedSet<string>(StringComparer.Ordinal);
        foreach (JsonPlace image in images.Items())
        {
            string own = image.Find("split")?.Text() ?? "";
            splits.Add(own);
            if (split is not null && !IsSame(split, own))
            {
                continue;
            }

            string[] ids = [.. new[] { image.Find("filename"), image.Find("file_name"), image.Find("cocoid"), image.Find("imgid"), image.Find("id") }.OfType<JsonPlace>().Select(id => id.Id())];
            if (ids.Length == 0)
            {
                throw new CaptionFileException(image.File, image.Place, "no name", "filename or imgid");
            }

            read.Add(new ReferencedImage(ids, [.. image.Member("sentences").Items().Select(sentence => sentence.Member("raw").Text())]));
        }

        return read.Count > 0 || split is null
            ? read
            : throw new CaptionFileException(images.File, images.Place, $"no image of the split {split}", $"one of {string.Join(", ", splits)}");
    }

    // COCO's own "restval" is training data; "validation" is what some files call val.
    private static bool IsSame(string wanted, string found) =>
        string.Equals(wanted, found, StringComparison.OrdinalIgnoreCase) || (wanted == "val" && found == "validation");

    private static List<ReferencedImage> Coco(JsonPlace annotations, JsonPlace? images)
    {
        Dictionary<string, string> names = images?.Items()
            .Where(image => image.Find("file_name") is not null)
            .DistinctBy(image => image.Member("id").Id())
            .ToDictionary(image => image.Member("id").Id(), image => image.Member("file_name").Text()) ?? [];
        return [.. annotations.Items()
            .GroupBy(annotation => annotation.Member("image_id").Id(), annotation => annotation.Member("caption").Text())
            .Select(group => new ReferencedImage(names.TryGetValue(group.Key, out string? name) ? [name, group.Key] : [group.Key], [.. group]))];
    }

    private static string[] Texts(JsonPlace value) => value.IsArray ? [.. value.Items().Select(text => text.Text())] : [value.Text()];
}
