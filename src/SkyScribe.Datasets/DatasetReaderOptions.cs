namespace SkyScribe.Datasets;

/// <summary>Which words of a sentence the model learns from.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(SkyScribe.IO.NamedEnumConverter<SentenceSource>))]
public enum SentenceSource
{
    /// <summary>The raw sentence, split by <see cref="SkyScribe.Text.CaptionTokenizer"/>.</summary>
    Raw,

    /// <summary>The file's own tokens in lower case. Some data sets spell them differently from the raw sentences (UCM: "formland").</summary>
    Tokens,
}

/// <summary>What to do with an image that no sentence is about.</summary>
public enum ImagesWithoutSentences
{
    /// <summary>Leave it out and add a warning with their number.</summary>
    Drop,

    /// <summary>Refuse the data set.</summary>
    Fail,
}

/// <summary>How a data set is read.</summary>
public sealed record DatasetReaderOptions
{
    /// <summary>Where the words come from.</summary>
    public SentenceSource SentenceSource { get; init; } = SentenceSource.Raw;

    /// <summary>What happens to images without sentences.</summary>
    public ImagesWithoutSentences ImagesWithoutSentences { get; init; } = ImagesWithoutSentences.Drop;

    /// <summary>The name that the data set goes by; by default the file's own, or else the file name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// A <c>splits.json</c> (image file to split) for a data set that has no splits of its own: it is read if it is there. If it is not and
    /// <see cref="SplitSeed"/> draws a split, that is written there. A data set with its own splits takes it only where it was drawn for the same
    /// captions, for instance to have a val split.
    /// </summary>
    public string? SplitFile { get; init; }

    /// <summary>Seed of the 80/10/10 split that is drawn for a data set without splits; null draws none: then every image belongs to "all".</summary>
    public ulong? SplitSeed { get; init; }

    /// <summary>The share of the training images that becomes val where there is no val split, 0 to 0.5, drawn with <see cref="SplitSeed"/>; 0 for
    /// none. All images of a data set without splits are training images then.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Bigger caption files are refused before they are read, in bytes.</summary>
    public long MaximumBytes { get; init; } = JsonSource.MaximumBytes;
}
