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
    /// A <c>splits.json</c> (image file to split) for a data set that has no splits of its own: it is read if it is there, and written with the
    /// seeded split if it is not. Data sets with official splits do not use it.
    /// </summary>
    public string? SplitFile { get; init; }

    /// <summary>Seed of the 80/10/10 split that a data set without one gets.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>Bigger caption files are refused before they are read, in bytes.</summary>
    public long MaximumBytes { get; init; } = JsonSource.MaximumBytes;
}
