using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Significance;

/// <summary>Paired approximate randomization (Noreen, 1989): how often chance alone makes two systems differ as much as they do.</summary>
public static class PairedRandomization
{
    /// <summary>
    /// The two-sided p-value of the difference of two systems. Each trial swaps the systems' results of an image with probability 1/2; the
    /// p-value is (trials that differ at least as much + 1) / (trials + 1).
    /// </summary>
    /// <param name="first">
    /// The first system's scores, one for each seed, on the same images in the same order. An image's results of all seeds are swapped
    /// together, seed by seed; both systems need equally many.
    /// </param>
    /// <param name="second">The second system's.</param>
    /// <param name="options">How to estimate.</param>
    public static double PValue(IReadOnlyList<ResampledScore> first, IReadOnlyList<ResampledScore> second, ResamplingOptions? options = null)
    {
        int images = RequireSameImages(first, second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException(
                $"found {first.Count} seeds of the first system and {second.Count} of the second; randomization pairs them, give equally many");
        }

        options ??= new ResamplingOptions();
        double observed = Math.Abs(first.Average(score => score.Score()) - second.Average(score => score.Score()));

        // Sums in another order differ in the last digits, which must not turn an equal difference into a smaller one.
        double threshold = observed * (1 - 1e-12);
        double[] differences = Trials.Run(options, random =>
        {
            bool[] swapped = new bool[images];
            for (int image = 0; image < images; image++)
            {
                swapped[image] = (random.Next() & 1) != 0;
            }

            double difference = 0;
            for (int seed = 0; seed < first.Count; seed++)
            {
                difference += Difference(first[seed], second[seed], swapped);
            }

            return Math.Abs(difference / first.Count);
        });
        return (differences.Count(difference => difference >= threshold) + 1.0) / (options.Trials + 1.0);
    }

    internal static int RequireSameImages(IReadOnlyList<ResampledScore> first, IReadOnlyList<ResampledScore> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0)
        {
            throw new ArgumentException("found no score of a system; give at least one");
        }

        int images = first[0].Images;
        return first.Concat(second).All(score => score.Images == images)
            ? images
            : throw new ArgumentException("the systems were scored on different numbers of images; a paired test needs the same ones");
    }

    private static double Difference(ResampledScore first, ResampledScore second, bool[] swapped)
    {
        Span<double> left = stackalloc double[first.Width], right = stackalloc double[second.Width];
        for (int image = 0; image < swapped.Length; image++)
        {
            (swapped[image] ? second : first).AddTo(left, image);
            (swapped[image] ? first : second).AddTo(right, image);
        }

        return first.Of(left) - second.Of(right);
    }
}
