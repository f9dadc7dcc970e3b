using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics;

/// <summary>Sm (Eq. 35): the mean of BLEU-4, METEOR, ROUGE-L and CIDEr.</summary>
/// <param name="meteor">METEOR; null takes the captions' part of the paraphrase table.</param>
public sealed class Sm(MeteorScorer? meteor = null) : ICaptionMetric
{
    /// <summary>The score's name.</summary>
    public const string Name = "Sm";

    private readonly MeteorScorer _meteor = meteor ?? new MeteorScorer(ParaphraseTable.Captions);

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [Name];

    /// <summary>The mean of four scores.</summary>
    public static double Of(double bleu4, double meteor, double rougeL, double cider) => (bleu4 + meteor + rougeL + cider) / 4;

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        string meteor = _meteor.Names[0];
        return CaptionScores.Of(Name, Of(
            new Bleu().Score(captions, cancellation)[MetricNames.Bleu[3]],
            (meteor, _meteor.Score(captions, cancellation)[meteor]),
            new RougeL().Score(captions, cancellation)[MetricNames.RougeL],
            new Cider().Score(captions, cancellation)[MetricNames.Cider]));
    }

    /// <summary>Sm of each image and of the corpus.</summary>
    internal static MetricScore Of(MetricScore bleu4, (string Name, MetricScore Score) meteor, MetricScore rougeL, MetricScore cider) => new(
        Of(bleu4.Corpus, meteor.Score.Corpus, rougeL.Corpus, cider.Corpus),
        [.. Enumerable.Range(0, cider.PerImage.Count)
        .Select(i => Of(bleu4.PerImage[i], meteor.Score.PerImage[i], rougeL.PerImage[i], cider.PerImage[i]))])
    {
        Counts = ResampledScore.Joined([bleu4.Resampled(), meteor.Score.Resampled(), rougeL.Resampled(), cider.Resampled()], scores => Of(
        scores[0], scores[1], scores[2], scores[3])),
        Signature = $"mean of Bleu_4, {meteor.Name}, ROUGE_L and CIDEr",
    };
}
