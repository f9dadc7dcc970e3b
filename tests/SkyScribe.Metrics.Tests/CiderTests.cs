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
        // Two images: "x" occurs in both and weighs 0, all else log 2. Candidate "a b x x", reference "a b": unigrams and the bigram "a b"
        // match; the candidate also has the bigrams "b x" and "x x", which no reference has; no higher order in the reference.
        double unigram = 1, bigram = 1 / Math.Sqrt(3), penalty = Math.Exp(-(2.0 * 2) / 72);
        MetricScore score = Cider.Score([Some.Tokens("a b x x"), []], [Some.References("a b", "x"), Some.References("x")]);
        double expected = 10 * (unigram + bigram) / 4 * penalty / 2;
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
