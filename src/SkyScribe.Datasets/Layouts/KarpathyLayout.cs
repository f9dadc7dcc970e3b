namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// The layout of Karpathy's splits, as UCM-, Sydney-Captions and RSICD use it:
/// <c>{"dataset", "images": [{"filename", "filepath"?, "split"?, "sentences": [{"raw", "tokens"}]}]}</c>. Other members are ignored.
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
            int number = builder.AddImage(root.Source.File, image.Name.Path, image.FilePath, image.Split, image.Place.Path + ".split");
            foreach (JsonPlace sentence in image.Sentences)
            {
                JsonPlace? tokens = source == SentenceSource.Tokens ? sentence.Member("tokens") : sentence.Find("tokens");
                string[] words = tokens is null ? [] : [.. tokens.Value.Items().Select(token => token.Text())];
                builder.AddSentence(number, KarpathyImage.RawOf(sentence), words);
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
    private static readonly string[] _names = ["filename", "file_name", "cocoid", "imgid", "id"];

    /// <summary>The member with the file's name.</summary>
    public JsonPlace Name => Place.Member("filename");

    /// <summary>The file below the image folder.</summary>
    public string FilePath => Folder is { } folder ? $"{folder}/{Name.Text()}" : Name.Text();

    /// <summary>The split as written, or null.</summary>
    public string? Split => Place.Find("split")?.Text();

    /// <summary>The sentences.</summary>
    public IEnumerable<JsonPlace> Sentences => Place.Member("sentences").Items();

    /// <summary>Everything that captions may call the image, the best name first.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            var ids = new List<string>();
            foreach (string name in _names)
            {
                if (Place.Find(name) is { } id)
                {
                    ids.Add(id.Key());
                }
            }

            if (Folder is not null && Place.Find("filename") is not null)
            {
                ids.Add(FilePath);
            }

            return ids.Count > 0 ? ids : throw Place.Error("", "no name", "filename or imgid");
        }
    }

    private string? Folder => Place.Find("filepath")?.Text() is { Length: > 0 } folder ? folder : null;

    /// <summary>A sentence as it was written.</summary>
    public static string RawOf(JsonPlace sentence) => sentence.Member("raw").Text();
}
