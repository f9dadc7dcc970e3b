using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Tests.Content;

public sealed class ContentAgreementTests
{
    // Said: objects car, road; attribute (car, red); relation (car, on, road); and of the second picture: tree. Known: car, road, tree; (car, blue);
    // (car, on, road); and of the second: lake.
    private static readonly CaptionSet Captions = CaptionSet.Of(
        ["a red car on the road", "a tree"], [["a car on the road", "a blue car and a tree"], ["a lake"]]);

    [Theory]
    [InlineData("SceneObjects_P", 2, 3)]
    [InlineData("SceneObjects_R", 2, 4)]
    [InlineData("SceneAttributes_P", 0, 1)]
    [InlineData("SceneAttributes_R", 0, 1)]
    [InlineData("SceneRelations_P", 1, 1)]
    [InlineData("SceneRelations_R", 1, 1)]
    [InlineData(ContentAgreement.InventedName, 1, 2)]
    public void Score_TwoPictures_IsTheShareOfAllParts(string metric, int part, int whole)
    {
        MetricScore score = new ContentAgreement().Score(Captions)[metric];
        Assert.Equal((double)part / whole, score.Corpus, 12);
        Assert.Equal(score.Corpus, score.Resampled().Score(), 12);
    }

    [Fact]
    public void Inventions_AreNounsThatNoReferenceHas() => Assert.Equal([("tree", 1)], ContentAgreement.Inventions(Captions));

    // The scene-graph F-score is made of the same parts.
    [Fact]
    public void Score_OnePicture_AgreesWithSceneGraphF()
    {
        var one = CaptionSet.Of(["a red car on the road"], [["a car on the road", "a blue car and a tree"]]);
        CaptionScores scores = new ContentAgreement().Score(one);
        double precision = (2 + 0 + 1) / 4.0, recall = (2 + 0 + 1) / 5.0;
        Assert.Equal(2 * precision * recall / (precision + recall), new SceneGraphF().Score(one)["SceneGraphF"].Corpus, 12);
        Assert.Equal(2.0 / 2, scores["SceneObjects_P"].Corpus, 12);
    }
}
