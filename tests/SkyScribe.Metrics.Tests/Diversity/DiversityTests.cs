using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests.Diversity;

public class DiversityTests
{
    private static readonly DocumentFrequencies Frequencies = DocumentFrequencies.OfTokens(
        [Some.References("a red plane lands here", "the plane"), Some.References("two boats near it"),
        Some.References("some green trees stand around")]);

    [Fact]
    public void Measure_HandmadeCaptions_CountsWordsPairsAndNewOnes()
    {
        DiversityScores scores = CaptionDiversity.Measure(
            [Some.Tokens("a b c"), Some.Tokens("a b c"), Some.Tokens("a b d"), []],
            [Some.Tokens("a b c"), Some.Tokens("x y")]);
        Assert.Equal(4.0 / 9, scores.Distinct1, 1e-12);
        Assert.Equal(3.0 / 6, scores.Distinct2, 1e-12);
        Assert.Equal(3, scores.DistinctCaptions);
        Assert.Equal(4, scores.Vocabulary);
        Assert.Equal(9.0 / 4, scores.MeanLength, 1e-12);
        Assert.Equal(3.0 / 5, scores.VocabularyShare!.Value, 1e-12);
        Assert.Equal(2.0 / 4, scores.NovelShare!.Value, 1e-12);
    }

    [Fact]
    public void Measure_WithoutTrainingCaptions_LeavesSharesOpen() => Assert.Null(CaptionDiversity.Measure([Some.Tokens("a")]).NovelShare);

    [Fact]
    public void SelfCider_EqualCaptions_IsZero() =>
        Assert.Equal(0, SelfCider.Of([Some.Tokens("a red plane lands here"), Some.Tokens("a red plane lands here")], Frequencies), 1e-9);

    [Fact]
    public void SelfCider_CaptionsWithoutCommonWords_IsOne() => Assert.Equal(
        1, SelfCider.Of([Some.Tokens("a red plane lands"), Some.Tokens("two boats near it"), Some.Tokens("some green trees stand")], Frequencies),
        1e-9);

    [Fact]
    public void SelfCider_TwoCaptions_FollowsFromTheirCosine()
    {
        // A 2 x 2 matrix with ones on the diagonal and c beside has the eigenvalues 1 + c and 1 - c.
        string[] left = Some.Tokens("a red plane lands"), right = Some.Tokens("a red plane near");
        var prepared = new NumberedReferences([[left], [right]], Frequencies);
        double cosine = new CiderScorer(prepared, CiderOptions.Plain, Frequencies).Score(1, left) / 10;
        double share = Math.Sqrt(1 + cosine) / (Math.Sqrt(1 + cosine) + Math.Sqrt(1 - cosine));
        Assert.InRange(cosine, 0.1, 0.9);
        Assert.Equal(-Math.Log2(share), SelfCider.Of([left, right], Frequencies), 1e-9);
    }

    [Fact]
    public void SelfCider_OneCaption_IsRefused() => Assert.Throws<ArgumentException>(() => SelfCider.Of([["a"]], Frequencies));
}
