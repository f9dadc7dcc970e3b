namespace SkyScribe.Datasets;

/// <summary>One image of a data set with what people wrote about it.</summary>
/// <param name="FileName">Path below the image folder, with '/' between its parts.</param>
/// <param name="Split">train, val or test; "all" in a data set without splits.</param>
/// <param name="Sentences">Its sentences, at least one, none of them empty.</param>
public sealed record CaptionedImage(string FileName, string Split, IReadOnlyList<CaptionSentence> Sentences)
{
    /// <summary>What the data set calls the image; null where it has only its file.</summary>
    public ImageId? Id { get; init; }

    /// <summary>The scene whose images the data set lists it among, and whose folder it may lie in; null in most.</summary>
    public string? Scene { get; init; }
}

/// <summary>One sentence about an image.</summary>
/// <param name="Raw">The sentence as it was written.</param>
/// <param name="Tokens">The file's own tokens, as they are; empty where the layout has none.</param>
public sealed record CaptionSentence(string Raw, IReadOnlyList<string> Tokens);
