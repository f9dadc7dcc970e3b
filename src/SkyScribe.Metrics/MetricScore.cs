using SkyScribe.Metrics.Significance;

namespace SkyScribe.Metrics;

/// <summary>One metric's result over a set of images.</summary>
/// <param name="Corpus">The score of the whole set. Not always the mean of the images' scores: BLEU and METEOR add up counts first.</param>
/// <param name="PerImage">The score of each image, in the order in which the images were given.</param>
public readonly record struct MetricScore(double Corpus, IReadOnlyList<double> PerImage)
{
    /// <summary>What the corpus score is made of, where that is not the mean.</summary>
    internal ResampledScore? Counts { get; init; }

    /// <summary>The score as a function of the images, for intervals and tests.</summary>
    public ResampledScore Resampled() => Counts ?? ResampledScore.MeanOf(PerImage);
}
