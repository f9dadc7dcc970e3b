using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Tests.Content;

public sealed class SelfRetrievalTests
{
    private static readonly string[] Things = ["harbor", "runway", "forest", "lake", "stadium", "church", "desert", "farm"];

    [Fact]
    public void Score_EachCaptionNamesItsPicturesThing_AllAreFoundFirst()
    {
        CaptionScores scores = Score(Things.Select(thing => $"there is a {thing}"), Things);
        Assert.Equal(1, scores["Retrieval_1"].Corpus);
        Assert.Equal(1, scores["Retrieval_5"].Corpus);
        Assert.Contains("of 8 by", scores["Retrieval_1"].Signature, StringComparison.Ordinal);
    }

    // Every picture is equally like: found first in one order of eight, among five in five.
    [Theory]
    [InlineData("many buildings")]
    [InlineData("")]
    public void Score_OneSentenceForAll_IsChance(string caption)
    {
        CaptionScores scores = Score(Things.Select(_ => caption), Things);
        Assert.Equal(1.0 / 8, scores["Retrieval_1"].Corpus, 12);
        Assert.Equal(5.0 / 8, scores["Retrieval_5"].Corpus, 12);
    }

    [Fact]
    public void Score_TwoPicturesOfOneKind_ShareTheFirstPlace()
    {
        string[] things = [.. Things[..7], Things[0]];
        Assert.Equal([0.5, 1, 1, 1, 1, 1, 1, 0.5], Score(things.Select(thing => $"a {thing}"), things)["Retrieval_1"].PerImage);
    }

    [Fact]
    public void Score_AnothersThing_IsFoundLate()
    {
        CaptionScores scores = Score([.. Things[1..], Things[0]], Things);
        Assert.Equal(0, scores["Retrieval_1"].Corpus);
        Assert.Equal(4.0 / 7, scores["Retrieval_5"].Corpus, 12);   // one is better, seven are equal: places 2 to 5 of 2 to 8
    }

    // 99 others are drawn: of 300 pictures, each with a twin of the same words, a twin is among them in about a third of the cases.
    [Fact]
    public void Score_ManyPictures_EachMeets99Others()
    {
        string[] words = [.. Enumerable.Range(0, 150).SelectMany(i => new[] { $"word{i}", $"word{i}" })];
        MetricScore score = Score(words, words)["Retrieval_1"];
        int withTwin = score.PerImage.Count(found => found == 0.5);
        Assert.Equal(300, withTwin + score.PerImage.Count(found => found == 1));
        Assert.InRange(withTwin, 70, 130);   // 300 x 99 / 299 = 99.3, standard deviation 8.2
        Assert.Equal(score.PerImage, Score(words, words)["Retrieval_1"].PerImage);
    }

    private static CaptionScores Score(IEnumerable<string> captions, IEnumerable<string> things) => new SelfRetrieval().Score(
        CaptionSet.Of([.. captions], [.. things.Select(thing => new[] { $"this is a {thing}", $"a {thing} is seen" })]));
}
