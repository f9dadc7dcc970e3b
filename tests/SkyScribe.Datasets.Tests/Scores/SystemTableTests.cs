using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Datasets.Tests.Scores;

public sealed class SystemTableTests
{
    private static readonly ResamplingOptions Few = new() { Trials = 500 };
    private static readonly string[] Things = [.. Enumerable.Range(0, 24).Select(i => $"thing{i}")];

    // "right" says every picture's own thing, "half" that of every second one, "same" what "half" says.
    [Fact]
    public void Of_ThreeSystems_ComparesEachTwo()
    {
        SystemTable table = SystemTable.Of([("right", Scores(_ => true)), ("half", Scores(i => i % 2 == 0)), ("same", Scores(i => i % 2 == 0))], Few);
        Assert.Equal(24, table.Images);
        Assert.Equal([("right", "half"), ("right", "same"), ("half", "same")], table.Pairs.Select(pair => (pair.First, pair.Second)));
        SystemDifference lost = table.Pairs[0].Differences["CIDEr"], none = table.Pairs[2].Differences["CIDEr"];
        Assert.Equal(table.Systems[1].Scores["CIDEr"].Value - table.Systems[0].Scores["CIDEr"].Value, lost.Value, 12);
        Assert.True(lost.Value < 0 && lost.Interval.High < 0 && lost.IsSignificant);
        Assert.Equal((0.0, 1.0, false), (none.Value, none.AdjustedPValue, none.IsSignificant));

        // Holm: the smallest of three p-values counts three times
        double[] p = [.. table.Pairs.Select(pair => pair.Differences["CIDEr"].PValue)];
        Assert.Equal(Holm.Adjust(p), table.Pairs.Select(pair => pair.Differences["CIDEr"].AdjustedPValue));
        Assert.Equal(3 * p.Min(), table.Pairs.Min(pair => pair.Differences["CIDEr"].AdjustedPValue), 12);
    }

    [Fact]
    public void Of_NoTrials_HasNeitherIntervalsNorTests()
    {
        SystemTable table = SystemTable.Of([("a", Scores(_ => true)), ("b", Scores(_ => false))], new ResamplingOptions { Trials = 0 });
        Assert.Empty(table.Pairs);
        Assert.All(table.Systems, system => Assert.Null(system.Scores["CIDEr"].Interval));
    }

    [Fact]
    public void Of_OtherImages_IsRefused() => Assert.Contains("two", Assert.Throws<ArgumentException>(() => SystemTable.Of(
        [("one", Scores(_ => true)), ("two", Scorer.Score(["a"], [["a"]]))], Few)).Message, StringComparison.Ordinal);

    private static readonly CaptionScorer Scorer = new(new ScoringOptions { Metrics = ["Bleu_1", "CIDEr"] });

    private static CaptionScores Scores(Func<int, bool> isRight) => Scorer.Score(
        [.. Things.Select((thing, i) => isRight(i) ? $"there is a {thing}" : "there is nothing")],
        [.. Things.Select(thing => new[] { $"there is a {thing}", $"a {thing} is seen" })]);
}
