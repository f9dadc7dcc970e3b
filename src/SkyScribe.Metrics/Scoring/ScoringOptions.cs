using SkyScribe.Metrics.Meteor;

namespace SkyScribe.Metrics.Scoring;

/// <summary>What to compute, and with what.</summary>
public sealed record ScoringOptions
{
    /// <summary>Names of <see cref="MetricNames"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = MetricNames.Default;

    /// <summary>
    /// The full paraphrase table for METEOR; null looks for the file of the package SkyScribe.Metrics.Paraphrases beside the program. Without
    /// it METEOR is computed with the captions' part and is called <see cref="MetricNames.MeteorCaptions"/>.
    /// </summary>
    public ParaphraseTable? Paraphrases { get; init; }

    /// <summary>Document frequencies for CIDEr-D; null takes the references'.</summary>
    public DocumentFrequencies? DocumentFrequencies { get; init; }
}
