using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Tests.Content;

public sealed class ObjectNamingTests
{
    // Named: {trees, pavement}, {ship}, {}, and one that nobody looked at. Marked: {trees, cars, grass}, {ship, water}, {sea}.
    private static readonly IReadOnlyList<string>[] Captions = [["trees beside a road"], ["some boats"], ["it is empty"], ["a plane"]];
    private static readonly IReadOnlySet<string>?[] Marked =
        [new HashSet<string> { "trees", "cars", "grass" }, new HashSet<string> { "ship", "water" }, new HashSet<string> { "sea" }, null];

    [Fact]
    public void Score_FourPictures_IsTwoOfThreeAndTwoOfSix()
    {
        CaptionScores scores = ObjectNaming.Score(Captions, Marked, ObjectWords.Aerial);
        Assert.Equal(2.0 / 3, scores[ObjectNaming.Precision].Corpus, 12);
        Assert.Equal(2.0 / 6, scores[ObjectNaming.Recall].Corpus, 12);
        Assert.Equal([0.5, 1, 1, 1], scores[ObjectNaming.Precision].PerImage);
        Assert.Equal([1.0 / 3, 0.5, 0, 1], scores[ObjectNaming.Recall].PerImage);
        Assert.Equal(scores[ObjectNaming.Recall].Corpus, scores[ObjectNaming.Recall].Resampled().Score(), 12);
    }

    [Fact]
    public void Score_SeveralCaptionsOfAPicture_AreTakenTogether()
    {
        CaptionScores scores = ObjectNaming.Score([["trees", "cars and a lawn"]], [Marked[0]], ObjectWords.Aerial);
        Assert.Equal(1, scores[ObjectNaming.Precision].Corpus);
        Assert.Equal(1, scores[ObjectNaming.Recall].Corpus);
    }

    // What a file of scores keeps is enough to compute them again.
    [Theory]
    [InlineData(ObjectNaming.Precision)]
    [InlineData(ObjectNaming.Recall)]
    public void Resampled_FromCounts_IsTheScore(string metric)
    {
        MetricScore score = ObjectNaming.Score(Captions, Marked, ObjectWords.Aerial)[metric];
        double[][] counts = [.. Enumerable.Range(0, Captions.Length).Select(image => score.Resampled().CountsOf(image).ToArray())];
        Assert.Equal(counts[0].Length, MetricCounts.WidthOf(MetricCounts.FamilyOf(metric)!));
        Assert.Equal(score.Corpus, MetricCounts.Resampled(metric, counts).Score(), 12);
    }
}
