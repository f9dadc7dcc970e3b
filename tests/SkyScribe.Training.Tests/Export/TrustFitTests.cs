using SkyScribe.Packages;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Tests.Export;

public sealed class TrustFitTests
{
    [Fact]
    public void Confidence_SamplesOfAKnownLogistic_FindsItsWeights()
    {
        var random = new Random(4);
        double[] truth = [0.5, 2, 0, -1, 0];
        TrustSample[] samples = [.. Enumerable.Range(0, 20_000).Select(_ =>
        {
            double[] signals = [.. Enumerable.Range(0, CaptionTrust.Signals).Select(_ => random.NextDouble() * 4 - 2)];
            double logit = truth[0] + signals.Zip(truth.Skip(1), (signal, weight) => signal * weight).Sum();
            return new TrustSample(signals, random.NextDouble() < 1 / (1 + Math.Exp(-logit)));
        })];
        double[] found = TrustFit.Confidence(samples);
        // the ridge pulls a little towards 0
        Assert.All(truth.Zip(found), pair => Assert.InRange(pair.Second, pair.First - 0.35, pair.First + 0.35));
        var reliability = TrustFit.Measure(samples);
        Assert.InRange(reliability.CalibrationError, 0, 0.05);
        Assert.True(reliability.Brier < 0.75 * reliability.BrierOfShare);
        Assert.InRange(reliability.Ranking, 0.85, 1);
    }

    [Fact]
    public void Distance_PointsOfAKnownGaussian_IsOneOnAverageAndGrowsOutside()
    {
        var random = new Random(5);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        float[] Point() => [.. Enumerable.Range(0, 80).Select(i => (float)(Normal() * (i < 5 ? 3 : 0.1) + i))];
        var (mean, directions, rest) = TrustFit.Domain([.. Enumerable.Range(0, 3000).Select(_ => Point())]);
        double[] distances = [.. Enumerable.Range(0, 500).Select(_ => CaptionTrust.Distance(Point(), mean, directions, rest))];
        Assert.InRange(distances.Average(), 0.95, 1.05);
        float[] outside = Point();
        outside[70] += 5;   // 50 standard deviations in a direction without variance
        Assert.True(CaptionTrust.Distance(outside, mean, directions, rest) > 3);
    }
}
