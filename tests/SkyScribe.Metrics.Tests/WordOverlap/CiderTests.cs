using CsCheck;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.WordOverlap;

public class CiderTests
{
    [Fact]
    public void Score_CandidateEqualToItsOnlyReference_IsTen()
    {
        // Four words at least, one reference, no n-gram in all images: each of the four cosines is 1.
        MetricScore score = Some.Score(
            new Cider(),
            [Some.Tokens("a red plane lands"), Some.Tokens("two boats near it")],
            [Some.References("a red plane lands"), Some.References("two boats near it")])[0];
        Assert.Equal([10, 10], score.PerImage.Select(value => Math.Round(value, 12)));
        Assert.Equal(10, score.Corpus, 1e-12);
    }

    [Fact]
    public void Score_CandidateEqualToAReference_BeatsAllOthers() =>
        Gen.Select(Some.Images.Where(images => images.Length > 1), Some.Sentence).Sample((images, other) =>
        {
            // With one reference an image, nothing can beat the reference itself.
            string[][] references = [.. images.Select(image => image.References[0])];
            var scorer = new CiderScorer(ReferenceSet.OfTokens([.. references.Select(reference => (IReadOnlyList<string[]>)[reference])]));
            Assert.True(scorer.Score(0, other) <= scorer.Score(0, references[0]) + 1e-12);
        });

    [Fact]
    public void Score_HandComputedPair_IsClippedCosineWithLengthPenalty()
    {
        // Every n-gram is in one of the two images, so all weigh log 2, which cancels. Unigrams (2, 1) clipped to (1, 1); of the candidate's two
        // bigrams one matches; the reference has no longer n-gram. The lengths differ by 1.
        double unigram = 2 / Math.Sqrt(5 * 2), bigram = 1 / Math.Sqrt(2), penalty = Math.Exp(-1.0 / 72);
        MetricScore score = Some.Score(new Cider(), [Some.Tokens("a a b"), []], [Some.References("a b"), Some.References("x")])[0];
        double expected = 10 * (unigram + bigram) / 4 * penalty;
        Assert.Equal(expected, score.PerImage[0], 1e-12);
    }

    [Fact]
    public void Score_SingleImage_IsZeroBecauseAllItsNGramsAreCommon() =>
        Assert.Equal(0, Some.Score(new Cider(), [Some.Tokens("a b c d")], [Some.References("a b c d")])[0].Corpus);

    [Fact]
    public void Score_EmptyCandidate_IsZero() =>
        Assert.Equal([0, 0], Some.Score(new Cider(), [[], []], [Some.References("a b"), Some.References("c", "")])[0].PerImage);

    [Fact]
    public void Score_OneImageAtATime_EqualsTheWholeSet()
    {
        GoldenFile golden = GoldenFile.Read(SharedFiles.Fixture("golden/ucm_neighbour.json"));
        var scorer = new CiderScorer(ReferenceSet.OfTokens(golden.References));
        IReadOnlyList<double> together = Some.Score(new Cider(), golden.Candidates, golden.References)[0].PerImage;
        Assert.Equal(together, golden.Candidates.Select((candidate, image) => scorer.Score(image, candidate)));
    }

    [Fact]
    public void Score_ImageOutOfRange_Throws()
    {
        var scorer = new CiderScorer(ReferenceSet.OfTokens([Some.References("a")]));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score(1, ["a"]));
    }

    [Fact]
    public void Score_OtherCaptionsOfTheSameReferences_EqualsThatOfFreshOnes()
    {
        GoldenFile golden = GoldenFile.Read(SharedFiles.Fixture("golden/tricky_a.json"));
        var references = ReferenceSet.OfTokens(golden.References);
        new Cider().Score(references.WithTokens([.. golden.Candidates.Reverse()]));
        Assert.Equal(
            Some.Score(new Cider(), golden.Candidates, golden.References)[0].PerImage,
            new Cider().Score(references.WithTokens(golden.Candidates))[Cider.Name].PerImage);
    }

    [Fact]
    public void Score_Variants_AreNamedAndSignedApart()
    {
        DocumentFrequencies other = DocumentFrequencies.OfTokens([Some.References("a red plane"), Some.References("a boat")]);
        var captions = CaptionSet.OfTokens(
            [Some.Tokens("a red plane"), Some.Tokens("a boat")], [Some.References("a plane"), Some.References("two boats", "a boat")]);
        CaptionScores scores = CaptionScores.Join(
            new Cider().Score(captions), new Cider(CiderOptions.Plain).Score(captions), new Cider(null, other).Score(captions));
        Assert.Equal([MetricNames.Cider, MetricNames.CiderPlain, MetricNames.CiderD], scores.ByName.Keys);
        Assert.Equal(3, scores.ByName.Values.Select(score => score.Signature).Distinct().Count());
        Assert.Contains("2 other images", scores[MetricNames.CiderD].Signature, StringComparison.Ordinal);
    }
}
