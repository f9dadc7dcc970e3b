using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests.Significance;

public class BootstrapTests
{
    [Fact]
    public void Interval_MeanOfManyImages_IsTheNormalTheoryInterval()
    {
        var random = new Random(3);
        double[] scores = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextDouble())];
        double mean = scores.Average();
        double error = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / scores.Length) / Math.Sqrt(scores.Length);
        Interval found = Bootstrap.Interval(ResampledScore.MeanOf(scores));
        Assert.Equal(mean - (1.96 * error), found.Low, 0.05 * 2 * 1.96 * error);
        Assert.Equal(mean + (1.96 * error), found.High, 0.05 * 2 * 1.96 * error);
    }

    [Fact]
    public void Interval_SameSeed_GivesTheSameBitsWhateverTheThreads()
    {
        ResampledScore score = ResampledScore.MeanOf([.. Enumerable.Range(0, 50).Select(i => Math.Sin(i))]);
        Interval[] found = [.. Enumerable.Range(0, 4).AsParallel().Select(_ => Bootstrap.Interval(score, new ResamplingOptions { Trials = 500 }))];
        Assert.Single(found.Distinct());
        Assert.NotEqual(found[0], Bootstrap.Interval(score, new ResamplingOptions { Trials = 500, Seed = 2 }));
    }

    [Fact]
    public void Difference_SystemAgainstItself_HoldsZeroOnly()
    {
        ResampledScore score = ResampledScore.MeanOf([0.1, 0.7, 0.4]);
        Assert.Equal(new Interval(0, 0), Bootstrap.Difference([score], [score], new ResamplingOptions { Trials = 100 }));
    }

    [Fact]
    public void Difference_SeedsThatDisagree_IsWiderThanOneSeed()
    {
        var random = new Random(5);
        double[] images = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        ResampledScore Shifted(double by) => ResampledScore.MeanOf([.. images.Select(score => score + by)]);
        Interval one = Bootstrap.Difference([Shifted(0)], [Shifted(0.1)]), three =
            Bootstrap.Difference([Shifted(-0.1), Shifted(0), Shifted(0.1)], [Shifted(0), Shifted(0.1), Shifted(0.2)]);
        Assert.Equal(-0.1, one.Low, 1e-9);
        Assert.True(three.High - three.Low > 0.1);
    }

    [Fact]
    public void Score_CountsOfBleu_GivesTheCorpusScoreAgain()
    {
        MetricScore bleu = Some.Score(new Bleu(), [Some.Tokens("a red plane"), Some.Tokens("two boats")], [
            Some.References("a red plane lands"), Some.References("two big boats", "boats")])[1];
        Assert.Equal(bleu.Corpus, bleu.Resampled().Score(), 1e-12);
    }
}
