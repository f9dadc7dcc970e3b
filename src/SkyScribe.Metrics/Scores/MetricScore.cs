namespace SkyScribe.Metrics.Scores;

/// <summary>One metric's result over a set of images.</summary>
/// <param name="Corpus">The score of the whole set. Not always the mean of the images' scores: BLEU and METEOR add up counts first.</param>
/// <param name="PerImage">The score of each image, in the order in which the images were given.</param>
public sealed record MetricScore(double Corpus, IReadOnlyList<double> PerImage)
{
    /// <summary>How the score was computed, in one line: variant, tables, tokens. Scores of different signatures cannot be compared.</summary>
    public string Signature { get; init; } = "";

    /// <summary>What the corpus score is made of; null where it is the mean of the images' scores.</summary>
    public ResampledScore? Counts { get; init; }

    /// <summary>The score as a function of the images, for intervals and tests.</summary>
    public ResampledScore Resampled() => Counts ?? ResampledScore.MeanOf(PerImage);

    /// <summary>A score that is the mean of the images'.</summary>
    internal static MetricScore MeanOf(IReadOnlyList<double> perImage, string signature) =>
        new(perImage.Average(), perImage) { Signature = signature };
}
