using CsCheck;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class SceneGraphFTests
{
    [Fact]
    public void Score_CandidateEqualToItsOnlyReference_IsOne() =>
        Some.Sentence.Where(sentence => sentence.Length > 0).Sample(sentence => Assert.Equal(1, Score([sentence], [[sentence]]).Corpus));

    [Fact]
    public void Score_CandidateEqualToOneOfItsReferences_HasFullPrecision()
    {
        // Three of five tuples: (plane) (plane, red) (road), not (river) (river, green).
        double score = Score([Some.Tokens("a red plane and a road")], [Some.References("a red plane and a road", "a green river")]).Corpus;

        Assert.Equal(2 * 1 * 0.6 / 1.6, score, 1e-12);
    }

    [Theory]
    [InlineData("two cars near a road", "two automobiles near the roads")]
    [InlineData("a pond is surrounded by trees", "trees surround the pond")]
    [InlineData("a villa has a pool", "a villa with a pool")]
    [InlineData("many houses", "lots of houses")]
    [InlineData("a house is located in a forest", "the house in the wood")]
    public void Score_SameThingInOtherWords_IsOne(string candidate, string reference) =>
        Assert.Equal(1, Score([Some.Tokens(candidate)], [Some.References(reference)]).Corpus);

    [Theory]
    [InlineData("a road near a car", "a car near a road", 2.0 / 3)]
    [InlineData("a red car and a green house", "a green car and a red house", 0.5)]
    [InlineData("a house", "a river", 0)]
    public void Score_SameWordsSayingOtherThings_IsLess(string candidate, string reference, double expected) =>
        Assert.Equal(expected, Score([Some.Tokens(candidate)], [Some.References(reference)]).Corpus, 1e-12);

    [Fact]
    public void Score_HalfOfTheTuples_IsTheirF1()
    {
        // Says (plane), (plane, white); the references (plane), (plane, two), (road): precision 1/2, recall 1/3.
        double found = Score([Some.Tokens("a white plane")], [Some.References("two planes", "a road")]).Corpus;

        Assert.Equal(2 * (1.0 / 2) * (1.0 / 3) / ((1.0 / 2) + (1.0 / 3)), found, 1e-12);
    }

    [Fact]
    public void Score_Images_CorpusIsTheirMean()
    {
        MetricScore score = Score(
            [Some.Tokens("a road"), Some.Tokens("a river"), []], [Some.References("a road"), Some.References("a lake"), Some.References("a road")]);

        Assert.Equal([1, 0, 0], score.PerImage);
        Assert.Equal(1.0 / 3, score.Corpus, 1e-12);
    }

    [Theory]
    [InlineData("", "a road", 0)]
    [InlineData("a road", "of the", 0)]
    [InlineData("of the", "a road", 0)]
    [InlineData("", "", 0)]
    [InlineData("it is green", "it is green", 1)]
    [InlineData("it is green", "it is red", 0)]
    public void Score_SideWithoutTuples_FollowsTheDocumentedRule(string candidate, string reference, double expected) =>
        Assert.Equal(expected, Score([Some.Tokens(candidate)], [[Some.Tokens(reference)]]).Corpus);

    [Fact]
    public void Score_AnyImages_IsInRangeAndForgetsTheOrder() => Some.Images.Sample(images =>
    {
        IReadOnlyList<double> straight = Score([.. images.Select(image => image.Candidate)], [.. images.Select(image => image.References)]).PerImage;
        IReadOnlyList<double> reversed = Score(
            [.. images.Reverse().Select(image => image.Candidate)],
            [.. images.Reverse().Select(image => (IReadOnlyList<string[]>)[.. image.References.Reverse()])]).PerImage;

        Assert.All(straight, score => Assert.InRange(score, 0, 1));
        Assert.Equal(straight, reversed.Reverse());
    });

    [Fact]
    public void Score_OddUnicode_IsInRange() => Gen.Select(Gen.String.Array[0, 6], Gen.String.Array[0, 6]).Sample((candidate, reference) =>
        Assert.InRange(Score([candidate], [[reference]]).Corpus, 0, 1));

    private static MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Some.Score(new SceneGraphF(), candidates, references)[0];
}
