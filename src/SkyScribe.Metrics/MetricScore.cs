namespace SkyScribe.Metrics;

/// <summary>One metric's result over a set of images.</summary>
/// <param name="Corpus">The score of the whole set. Not always the mean of the images' scores: BLEU adds up counts first.</param>
/// <param name="PerImage">The score of each image, in the order in which the images were given.</param>
public readonly record struct MetricScore(double Corpus, IReadOnlyList<double> PerImage);
