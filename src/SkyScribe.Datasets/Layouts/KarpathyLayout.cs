namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// The layout of Karpathy's splits, as UCM-, Sydney-Captions and RSICD use it:
/// <c>{"dataset", "images": [{"filename", "filepath"?, "split"?, "sentences": [{"raw", "tokens"}]}]}</c>. Sentences may also be texts, or tokens
/// alone. Other members are ignored.
/// </summary>
internal static class KarpathyLayout
{
    /// <summary>The images of a file.</summary>
    public static IEnumerable<KarpathyImage> Images(JsonPlace root) => root.Member("images").Items().Select(image => new KarpathyImage(image));

    /// <summary>Reads the images into the builder.</summary>
    /// <param name="root">The document.</param>
    /// <param name="builder">Gets the images.</param>
    /// <param name="source">Tokens are required where words come from them.</param>
    /// <returns>The data set's name, if the file has one.</returns>
    public static string? Read(JsonPlace root, DatasetBuilder builder, SentenceSource source)
    {
        foreach (KarpathyImage image in Images(root))
        {
            var record = new CaptionRecord(image.Place);
            record.RefusePair();
            int number = builder.AddImage(root.Source.File, image.Name.Path, image.FilePath, image.Split, image.Place.Path + ".split");
            builder.SetId(number, image.Place.Find("cocoid") is { } id ? CaptionRecord.IdOf(id) : null);
            foreach ((JsonPlace place, string? raw, IReadOnlyList<string> tokens) in record.Sentences(source == SentenceSource.Tokens))
            {
                builder.AddSentence(number, place.Path, raw, tokens);
            }
        }

        return root.Find("dataset")?.Text();
    }
}

/// <summary>One image of the layout.</summary>
/// <param name="Place">Where it stands.</param>
internal readonly record struct KarpathyImage(JsonPlace Place)
{
    // The best name first: candidates call an image by its file, or by one of its numbers.
    private static readonly string[] Names = ["filename", "file_name", "cocoid", "imgid", "id"];

    /// <summary>The member with the file's name.</summary>
    public JsonPlace Name => Place.Find("file_name") is { } other && Place.Find("filename") is null ? other : Place.Member("filename");

    /// <summary>The file below the image folder.</summary>
    public string FilePath => Folder is { } folder ? $"{folder}/{Name.Text()}" : Name.Text();

    /// <summary>The split as written, or null.</summary>
    public string? Split => Place.Find("split")?.Text();

    /// <summary>The sentences as they were written; those that are missing left out.</summary>
    public IEnumerable<string> Sentences => new CaptionRecord(Place).Sentences().Select(sentence => sentence.Raw).OfType<string>();

    /// <summary>Everything that captions may call the image, the best name first.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            var ids = new List<string>();
            foreach (string name in Names)
            {
                if (Place.Find(name) is { } id)
                {
                    ids.Add(id.Key());
                }
            }

            if (Folder is not null && ids.Count > 0 && Place.Find("filename") is not null)
            {
                ids.Add(FilePath);
            }

            return ids.Count > 0 ? ids : throw Place.Error("", "no name", "filename or imgid");
        }
    }

    private string? Folder => Place.Find("filepath")?.Text() is { Length: > 0 } folder ? folder : null;
}
