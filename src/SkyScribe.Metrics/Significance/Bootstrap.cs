using SkyScribe.IO;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Significance;

/// <summary>Percentile bootstrap over images (Efron and Tibshirani, 1993, chapter 13).</summary>
public static class Bootstrap
{
    /// <summary>The interval of a score: the images are drawn with replacement, as many as there are.</summary>
    public static Interval Interval(ResampledScore score, ResamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        return Percentiles(Trials.Run(options ?? new ResamplingOptions(), random =>
        {
            Span<double> sums = stackalloc double[score.Width];
            for (int i = 0; i < score.Images; i++)
            {
                score.AddTo(sums, random.NearlyBelow(score.Images));
            }

            return score.Of(sums);
        }), options ?? new ResamplingOptions());
    }

    /// <summary>
    /// The interval of the difference of two systems' mean scores over their seeds. Each trial draws, with replacement, seeds of each system
    /// apart and images of both together; with one seed each it is the paired bootstrap over images.
    /// </summary>
    /// <param name="first">The first system's scores, one for each seed, on the same images in the same order.</param>
    /// <param name="second">The second system's.</param>
    /// <param name="options">How to estimate.</param>
    /// <returns>The interval of first minus second.</returns>
    public static Interval Difference(IReadOnlyList<ResampledScore> first, IReadOnlyList<ResampledScore> second, ResamplingOptions? options = null)
    {
        int images = PairedRandomization.RequireSameImages(first, second);
        return Percentiles(Trials.Run(options ?? new ResamplingOptions(), random =>
        {
            int[] drawn = new int[images];
            for (int i = 0; i < images; i++)
            {
                drawn[i] = random.NearlyBelow(images);
            }

            return Mean(first, drawn, ref random) - Mean(second, drawn, ref random);
        }), options ?? new ResamplingOptions());
    }

    private static double Mean(IReadOnlyList<ResampledScore> seeds, int[] drawn, ref SplitMix64 random)
    {
        double total = 0;
        for (int i = 0; i < seeds.Count; i++)
        {
            ResampledScore score = seeds[seeds.Count == 1 ? 0 : random.NearlyBelow(seeds.Count)];
            double[] sums = new double[score.Width];
            foreach (int image in drawn)
            {
                score.AddTo(sums, image);
            }

            total += score.Of(sums);
        }

        return total / seeds.Count;
    }

    private static Interval Percentiles(double[] scores, ResamplingOptions options)
    {
        Array.Sort(scores);
        double tail = (1 - options.Confidence) / 2;
        return new Interval(At(tail), At(1 - tail));

        double At(double share)
        {
            double position = share * (scores.Length - 1);
            int below = (int)position;
            return below + 1 < scores.Length ? scores[below] + ((position - below) * (scores[below + 1] - scores[below])) : scores[^1];
        }
    }
}
