using CsCheck;
using SkyScribe.Metrics.SceneGraph;

namespace SkyScribe.Metrics.Tests.SceneGraph;

public class SceneGraphFTests
{
    [Fact]
    public void Score_CandidateEqualToItsOnlyReference_IsOne() => Some.Sentence.Sample(sentence => Assert.Equal(1, SceneGraphF.Score([sentence], [[sentence]]).Corpus));

    [Fact]
    public void Score_SynonymsAndPlurals_Match() => Assert.Equal(1, SceneGraphF.Score([Some.Tokens("two cars near a road")], [Some.References("two automobiles near the roads")]).Corpus);

    [Fact]
    public void Score_HalfOfTheStatements_IsTheirF1()
    {
        // Says (plane), (plane, white); the references (plane), (plane, two), (road): precision 1/2, recall 1/3.
        double found = SceneGraphF.Score([Some.Tokens("a white plane")], [Some.References("two planes", "a road")]).Corpus;
        Assert.Equal(2 * (1.0 / 2) * (1.0 / 3) / ((1.0 / 2) + (1.0 / 3)), found, 1e-12);
    }

    [Fact]
    public void Score_OneSideWithoutStatements_IsZero()
    {
        Assert.Equal(0, SceneGraphF.Score([[]], [Some.References("a road")]).Corpus);
        Assert.Equal(0, SceneGraphF.Score([Some.Tokens("a road")], [Some.References("of the")]).Corpus);
    }

    [Fact]
    public void Score_AnyImages_IsInRangeAndForgetsTheOrderOfReferences() => Some.Images.Sample(images =>
    {
        IReadOnlyList<double> straight = SceneGraphF.Score([.. images.Select(image => image.Candidate)], [.. images.Select(image => image.References)]).PerImage;
        IReadOnlyList<double> reversed = SceneGraphF.Score([.. images.Select(image => image.Candidate)], [.. images.Select(image => (IReadOnlyList<string[]>)[.. image.References.Reverse()])]).PerImage;
        Assert.All(straight, score => Assert.InRange(score, 0, 1));
        Assert.Equal(straight, reversed);
    });
}
