namespace SkyScribe.Datasets.Layouts;

/// <summary>
/// The layout of Karpathy's splits, as UCM-, Sydney-Captions and RSICD use it:
/// <c>{"dataset", "images": [{"filename", "filepath"?, "split"?, "sentences": [{"raw", "tokens"}]}]}</c>. Other members are ignored.
/// </summary>
internal static class KarpathyLayout
{
    /// <summary>Reads the images into the builder.</summary>
    /// <param name="root">The document.</param>
    /// <param name="split">The split of all images, or null to take each one's own.</param>
    /// <param name="builder">Gets the images.</param>
    /// <param name="source">Tokens are required where words come from them.</param>
    /// <returns>The data set's name, if the file has one.</returns>
    public static string? Read(JsonField root, string? split, DatasetBuilder builder, SentenceSource source)
    {
        foreach (JsonField image in root.Member("images").Items())
        {
            JsonField name = image.Member("filename");
            string path = image.Find("filepath") is { } folder && folder.Text() is { Length: > 0 } text ? $"{text}/{name.Text()}" : name.Text();
            int number = builder.AddImage(root.File, name.Path, path, split ?? image.Find("split")?.Text(), image.Path + ".split");
            foreach (JsonField sentence in image.Member("sentences").Items())
            {
                JsonField? tokens = source == SentenceSource.Tokens ? sentence.Member("tokens") : sentence.Find("tokens");
                string[] words = tokens is null ? [] : [.. tokens.Value.Items().Select(token => token.Text())];
                builder.AddSentence(number, sentence.Member("raw").Text(), words);
            }
        }

        return root.Find("dataset")?.Text();
    }
}
