using CsCheck;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests;

public class CiderTests
{
    [Fact]
    public void Score_CandidateEqualToItsOnlyReference_IsTen()
    {
        // Four words at least, one reference, no n-gram in all images: each of the four cosines is 1.
        MetricScore score = Cider.Score(
            [Some.Tokens("a red plane lands"), Some.Tokens("two boats near it")],
            [Some.References("a red plane lands"), Some.References("two boats near it")]);
        Assert.Equal([10, 10], score.PerImage.Select(value => Math.Round(value, 12)));
        Assert.Equal(10, score.Corpus, 1e-12);
    }

    [Fact]
    public void Score_CandidateEqualToAReference_BeatsAllOthers() =>
        Gen.Select(Some.Images.Where(images => images.Length > 1), Some.Sentence).Sample((images, other) =>
        {
            // With one reference an image, nothing can beat the reference itself.
            string[][] references = [.. images.Select(image => image.References[0])];
            var scorer = new CiderScorer(new PreparedReferences([.. references.Select(reference => (IReadOnlyList<string[]>)[reference])]));
            Assert.True(scorer.Score(0, other) <= scorer.Score(0, references[0]) + 1e-12);
        });

    [Fact]
    public void Score_HandComputedPair_IsClippedCosineWithLengthPenalty()
    {
        // Every n-gram is in one of the two images, so all weigh log 2, which cancels. Unigrams (2, 1) clipped to (1, 1); of the candidate's two
        // bigrams one matches; the reference has no longer n-gram. The lengths differ by 1.
        double unigram = 2 / Math.Sqrt(5 * 2), bigram = 1 / Math.Sqrt(2), penalty = Math.Exp(-1.0 / 72);
        MetricScore score = Cider.Score([Some.Tokens("a a b"), []], [Some.References("a b"), Some.References("x")]);
        double expected = 10 * (unigram + bigram) / 4 * penalty;
        Assert.Equal(expected, score.PerImage[0], 1e-12);
    }

    [Fact]
    public void Score_SingleImage_IsZeroBecauseAllItsNGramsAreCommon() =>
        Assert.Equal(0, Cider.Score([Some.Tokens("a b c d")], [Some.References("a b c d")]).Corpus);

    [Fact]
    public void Score_EmptyCandidate_IsZero() =>
        Assert.Equal([0, 0], Cider.Score([[], []], [Some.References("a b"), Some.References("c", "")]).PerImage);

    [Fact]
    public void Score_OneImageAtATime_EqualsTheWholeSet()
    {
        GoldenFile golden = GoldenFile.Read(SharedFiles.Fixture("golden/ucm_neighbour.json"));
        var scorer = new CiderScorer(new PreparedReferences(golden.References));
        IReadOnlyList<double> together = scorer.Score(golden.Candidates).PerImage;
        Assert.Equal(together, golden.Candidates.Select((candidate, image) => scorer.Score(image, candidate)));
    }

    [Fact]
    public void Score_ImageOutOfRange_Throws()
    {
        var scorer = new CiderScorer(new PreparedReferences([Some.References("a")]));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score(1, ["a"]));
    }
}
