namespace SkyScribe.Datasets.Diagnosis;

/// <summary>What was found in a data set.</summary>
public sealed record DoctorReport
{
    /// <summary>The data set's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the caption file.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>What was written, split by split.</summary>
    public required IReadOnlyList<SplitStatistics> Splits { get; init; }

    /// <summary>Attribute labels of the training captions, and how often each occurs.</summary>
    public required IReadOnlyDictionary<string, long> Attributes { get; init; }

    /// <summary>The findings, the worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Whether anything is an error.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);
}

/// <summary>What was written about the images of a split.</summary>
/// <param name="Split">Its name.</param>
/// <param name="Images">Images.</param>
/// <param name="Sentences">Sentences.</param>
/// <param name="DistinctSentencesPerImage">Mean number of different sentences of an image.</param>
/// <param name="MeanLength">Words a sentence.</param>
/// <param name="VerbatimInTrain">Share of the sentences that occur word by word in the training split; null for that split itself.</param>
/// <param name="Openings">The most frequent first two words, with the share of sentences that begin so.</param>
public sealed record SplitStatistics(
    string Split,
    int Images,
    int Sentences,
    double DistinctSentencesPerImage,
    double MeanLength,
    double? VerbatimInTrain,
    IReadOnlyDictionary<string, double> Openings)
{
    /// <summary>Share of the images all of whose sentences are the same one, of those with several.</summary>
    public double OneSentenceShare { get; init; }
}
