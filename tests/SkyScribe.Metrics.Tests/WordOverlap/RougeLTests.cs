using CsCheck;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests.WordOverlap;

public class RougeLTests
{
    [Fact]
    public void Score_CandidateEqualToAReference_IsOne() =>
        Gen.Select(Some.Sentence, Some.Image).Sample((sentence, image) =>
            Assert.Equal(1, Some.Score(new RougeL(), [sentence], [[.. image.References, sentence]])[0].PerImage[0], 1e-12));

    [Fact]
    public void Score_WordsInOrderWithGaps_CountAsCommon()
    {
        // Common subsequence "a c e": precision 3/4, recall 3/5.
        double expected = (1 + 1.44) * 0.75 * 0.6 / (0.6 + (1.44 * 0.75));
        Assert.Equal(expected, Some.Score(new RougeL(), [Some.Tokens("a x c e")], [Some.References("a b c d e")])[0].PerImage[0], 1e-12);
    }

    [Fact]
    public void Score_PrecisionAndRecallFromDifferentReferences_AreCombined()
    {
        // Against "a b c d" precision and recall are 1/2; against "a" precision is 1/4 and recall 1.
        double expected = (1 + 1.44) * 0.5 * 1 / (1 + (1.44 * 0.5));
        Assert.Equal(expected, Some.Score(new RougeL(), [Some.Tokens("a b x y")], [Some.References("a b c d", "a")])[0].PerImage[0], 1e-12);
    }

    [Fact]
    public void Score_LongestCommonSubsequence_EqualsRecursiveDefinition() =>
        Gen.Select(Some.Sentence.Where(s => s.Length > 0), Some.Sentence.Where(s => s.Length > 0)).Sample((candidate, reference) =>
        {
            double common = Longest(candidate, reference), precision = common / candidate.Length, recall = common / reference.Length;
            double expected = common == 0 ? 0 : 2.44 * precision * recall / (recall + (1.44 * precision));
            Assert.Equal(expected, Some.Score(new RougeL(), [candidate], [[reference]])[0].PerImage[0], 1e-12);
        });

    [Theory]
    [InlineData("", "a b", 0)]
    [InlineData("a b", "", 0)]
    [InlineData("", "", 1)]
    public void Score_EmptySentence_CountsAsOneEmptyWord(string candidate, string reference, double expected) =>
        Assert.Equal(expected, Some.Score(new RougeL(), [Some.Tokens(candidate)], [Some.References(reference)])[0].PerImage[0]);

    private static int Longest(ReadOnlySpan<string> first, ReadOnlySpan<string> second) =>
        first.IsEmpty || second.IsEmpty ? 0
        : first[0] == second[0] ? 1 + Longest(first[1..], second[1..])
        : Math.Max(Longest(first[1..], second), Longest(first, second[1..]));
}
