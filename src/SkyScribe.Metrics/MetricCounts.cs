using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics;

/// <summary>What the corpus scores that are no means are made of, for files of scores: metrics of one family have the same counts.</summary>
public static class MetricCounts
{
    /// <summary>The family of a metric; null for one that is a mean, and for Sm, which would need the counts of four.</summary>
    public static string? FamilyOf(string metric) => metric switch
    {
        _ when MetricNames.Bleu.Contains(metric) => "Bleu",
        MetricNames.Meteor or MetricNames.MeteorCaptions or MetricNames.MeteorCustom or MetricNames.MeteorNoParaphrase => metric,
        _ when IsRatio(metric) => metric,
        _ => null,
    };

    /// <summary>How many counts an image has.</summary>
    /// <param name="family">as <see cref="FamilyOf"/> gives it</param>
    public static int WidthOf(string family) => family == "Bleu" ? Bleu.CountWidth : IsRatio(family) ? Ratio.Width : MeteorStatistics.Count;

    /// <summary>A metric's score as a function of images' counts.</summary>
    /// <param name="metric">a metric that has a family</param>
    /// <param name="perImage">for each image its counts</param>
    public static ResampledScore Resampled(string metric, IReadOnlyList<IReadOnlyList<double>> perImage)
    {
        int bleu = MetricNames.Bleu.ToList().IndexOf(metric);
        return new ResampledScore(perImage, bleu >= 0 ? sums => Bleu.ScoreOf(sums, bleu + 1) : IsRatio(metric) ? Ratio.Of : MeteorStatistics.Score);
    }

    private static bool IsRatio(string metric) =>
        metric is ObjectNaming.Precision or ObjectNaming.Recall
        || (metric != ContentAgreement.InventedName && ContentAgreement.ScoreNames.Contains(metric));
}
