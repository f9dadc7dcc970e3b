namespace SkyScribe.Metrics;

/// <summary>Sm (Eq. 35): the mean of BLEU-4, METEOR, ROUGE-L and CIDEr.</summary>
public static class Sm
{
    /// <summary>The mean of four scores.</summary>
    public static double Score(double bleu4, double meteor, double rougeL, double cider) => (bleu4 + meteor + rougeL + cider) / 4;

    /// <summary>Sm of each image and of the corpus.</summary>
    internal static MetricScore Score(MetricScore bleu4, MetricScore meteor, MetricScore rougeL, MetricScore cider) => new(
        Score(bleu4.Corpus, meteor.Corpus, rougeL.Corpus, cider.Corpus),
        [.. Enumerable.Range(0, cider.PerImage.Count).Select(i => Score(bleu4.PerImage[i], meteor.PerImage[i], rougeL.PerImage[i], cider.PerImage[i]))])
    {
        Counts = Significance.ResampledScore.Joined([bleu4.Resampled(), meteor.Resampled(), rougeL.Resampled(), cider.Resampled()], scores => Score(scores[0], scores[1], scores[2], scores[3])),
    };
}
