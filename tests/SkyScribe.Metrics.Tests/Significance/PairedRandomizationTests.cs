using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Metrics.Tests.Significance;

public class PairedRandomizationTests
{
    private static readonly double[] First = [0.1, 0.4, 0.35, 0.8, 0.55, 0.2, 0.9, 0.3, 0.6, 0.45];
    private static readonly double[] Second = [0.3, 0.5, 0.3, 0.95, 0.7, 0.35, 0.85, 0.5, 0.75, 0.4];

    [Fact]
    public void PValue_TenImages_IsCloseToTheExactPermutationTest()
    {
        double observed = Math.Abs(First.Zip(Second, (a, b) => a - b).Sum());
        int asLarge = Enumerable.Range(0, 1 << First.Length).Count(swaps =>
            Math.Abs(First.Zip(Second, (a, b) => a - b).Select((difference, i) => (swaps >> i & 1) == 0 ? difference : -difference).Sum()) >= observed
            - 1e-12);
        double exact = (double)asLarge / (1 << First.Length);
        double found = PairedRandomization.PValue(
            [ResampledScore.MeanOf(First)], [ResampledScore.MeanOf(Second)], new ResamplingOptions { Trials = 40_000 });

        // Four standard deviations of a share estimated from 40,000 trials.
        Assert.Equal(exact, found, 4 * Math.Sqrt(exact * (1 - exact) / 40_000));
    }

    [Fact]
    public void PValue_SystemAgainstItself_IsOne() =>
        Assert.Equal(1, PairedRandomization.PValue(
        [ResampledScore.MeanOf(First)], [ResampledScore.MeanOf(First)], new ResamplingOptions { Trials = 100 }));

    [Fact]
    public void PValue_SystemsWithoutDifference_IsUniform()
    {
        var random = new Random(7);
        int[] tenths = new int[10];
        for (int run = 0; run < 400; run++)
        {
            double[] left = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())],
                right = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())];
            double p = PairedRandomization.PValue(
                [ResampledScore.MeanOf(left)], [ResampledScore.MeanOf(right)], new ResamplingOptions { Trials = 200, Seed = (ulong)run });
            tenths[Math.Min(9, (int)(p * 10))]++;
        }

        // Chi-square with 9 degrees of freedom is above 27.9 once in a thousand.
        Assert.InRange(tenths.Sum(count => (count - 40.0) * (count - 40) / 40), 0, 27.9);
    }

    [Fact]
    public void PValue_DifferentNumbersOfImagesOrSeeds_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => PairedRandomization.PValue([ResampledScore.MeanOf(First)], [ResampledScore.MeanOf(Second[1..])]));
        Assert.Throws<ArgumentException>(
            () => PairedRandomization.PValue([ResampledScore.MeanOf(First)], [ResampledScore.MeanOf(Second), ResampledScore.MeanOf(Second)]));
    }
}
