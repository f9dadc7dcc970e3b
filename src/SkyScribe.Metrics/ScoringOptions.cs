using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Meteor;

namespace SkyScribe.Metrics;

/// <summary>What to compute, and with what.</summary>
public sealed record ScoringOptions
{
    /// <summary>Names of <see cref="MetricNames"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = MetricNames.Default;

    /// <summary>
    /// The paraphrase table of METEOR, also in Sm. The captions' part, which this package carries, where nothing else is said; the full table is
    /// <c>FullParaphrases.Table</c> of the package SkyScribe.Metrics.Paraphrases. The score is named by it: METEOR with the full table,
    /// METEOR_captions_table with the captions' part.
    /// </summary>
    public ParaphraseTable Paraphrases { get; init; } = ParaphraseTable.Captions;

    /// <summary>
    /// Whether each caption is tokenized with the beginning of the next one, in the order given, as the reference tools do, which read all captions
    /// of a file as one text. By default a caption's tokens depend on itself alone. It matters where a caption ends with a single letter ("zone B."),
    /// or with "no." and the like before one that begins with a digit; signatures name it.
    /// </summary>
    public bool AsOneText { get; init; }

    /// <summary>Document frequencies for CIDEr-D; null takes the references'.</summary>
    public DocumentFrequencies? DocumentFrequencies { get; init; }

    /// <summary>spice-1.0.jar, which adds SPICE to the metrics and needs Java; null for none.</summary>
    public string? SpiceJar { get; init; }

    /// <summary>How long SPICE's program may run before it is ended.</summary>
    public TimeSpan SpiceTimeLimit { get; init; } = Spice.SpiceJar.DefaultTimeLimit;

    /// <summary>Is told every half minute how long SPICE's program has run; null for nobody.</summary>
    public IProgress<TimeSpan>? SpiceProgress { get; init; }
}
