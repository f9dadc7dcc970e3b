using SkyScribe.IO;

namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// COCO's captions: <c>{"images": [{"id", "file_name", "split"?}], "annotations": [{"image_id", "caption"}]}</c>. Other members are ignored.
/// </summary>
internal static class CocoLayout
{
    /// <summary>The images of a file, each with its key; references alone may lack them.</summary>
    public static IEnumerable<CocoImage> Images(JsonPlace root) => root.Find("images")?.Items().Select(image => new CocoImage(image)) ?? [];

    /// <summary>The captions of a file, each with the key of its image.</summary>
    public static IEnumerable<CocoAnnotation> Annotations(JsonPlace root) =>
        root.Member("annotations").Items().Select(annotation => new CocoAnnotation(annotation));

    /// <summary>Reads the images into the builder.</summary>
    public static void Read(JsonPlace root, DatasetBuilder builder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _ = root.Member("images");
        foreach (CocoImage image in Images(root))
        {
            JsonPlace name = image.Place.Member("file_name");
            int number = builder.AddImage(root.Source.File, name.Path, name.Text(), image.Split, image.Place.Path + ".split");
            builder.SetId(number, CaptionRecord.IdOf(image.Place.Member("id")));
            if (!numbers.TryAdd(image.Key, number))
            {
                throw image.Place.Error("id", $"the id {SkyScribeException.Quote(image.Key)} a second time", "each id once");
            }
        }

        int rejected = 0;
        foreach (CocoAnnotation annotation in Annotations(root))
        {
            if (!numbers.TryGetValue(annotation.ImageKey, out int number))
            {
                throw annotation.Place.Error("image_id", $"the id {SkyScribeException.Quote(annotation.ImageKey)}", "the id of one of the images");
            }

            if (annotation.IsRejected)
            {
                rejected++;
                continue;
            }

            JsonPlace caption = annotation.Place.Get("caption") ?? annotation.Place.Member("caption");
            builder.AddSentence(number, caption.Path, caption.IsNull ? null : caption.Text());
        }

        if (rejected > 0)
        {
            builder.Warn($"{root.Source.File}: left out {rejected} captions that are marked as rejected or precanned");
        }
    }
}

/// <summary>One image of the layout.</summary>
/// <param name="Place">Where it stands.</param>
internal readonly record struct CocoImage(JsonPlace Place)
{
    /// <summary>Its id.</summary>
    public string Key => Place.Member("id").Key();

    /// <summary>Its file, or null.</summary>
    public string? FileName => Place.Find("file_name")?.Text();

    /// <summary>The split as written, or null.</summary>
    public string? Split => Place.Find("split")?.Text();
}

/// <summary>One caption of the layout.</summary>
/// <param name="Place">Where it stands.</param>
internal readonly record struct CocoAnnotation(JsonPlace Place)
{
    /// <summary>The id of its image.</summary>
    public string ImageKey => Place.Member("image_id").Key();

    /// <summary>Whether the data set's makers threw the caption out or wrote it for pictures that show nothing, as VizWiz marks them.</summary>
    public bool IsRejected => Is("is_rejected") || Is("is_precanned");

    private bool Is(string mark) => Place.Find(mark) is { } value
        && (value.Value.ValueKind == System.Text.Json.JsonValueKind.True
        || (value.Value.ValueKind == System.Text.Json.JsonValueKind.Number && value.Number() != 0));

    /// <summary>The sentence as it was written.</summary>
    public string Caption => Place.Member("caption").Text();
}
