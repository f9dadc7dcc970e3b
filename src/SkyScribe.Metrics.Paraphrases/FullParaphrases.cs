using SkyScribe.Metrics.Meteor;

namespace SkyScribe.Metrics.Paraphrases;

/// <summary>METEOR 1.5's full English paraphrase table, 5,274,084 pairs, embedded in this assembly.</summary>
public static class FullParaphrases
{
    private static readonly Lazy<ParaphraseTable> Opened = new(
        () => ParaphraseTable.OfResource(typeof(FullParaphrases).Assembly, "paraphrases-full.bin"));

    /// <summary>The table: with it the score is METEOR, by name and by number. It is read where it lies, when the first caption is scored.</summary>
    /// <example><code>new CaptionScorer(new ScoringOptions { Paraphrases = FullParaphrases.Table })</code></example>
    public static ParaphraseTable Table => Opened.Value;
}
