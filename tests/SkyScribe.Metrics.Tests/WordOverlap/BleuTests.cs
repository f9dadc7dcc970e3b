using CsCheck;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests.WordOverlap;

public class BleuTests
{
    [Fact]
    public void Score_CandidateEqualToAReference_IsOneUpToItsLength() =>
        Gen.Select(Some.Sentence, Some.Image).Sample((sentence, image) =>
        {
            MetricScore[] scores = Some.Score(new Bleu(), [sentence], [[.. image.References, sentence]]);
            for (int n = 0; n < Math.Min(4, sentence.Length); n++)
            {
                Assert.Equal(1, scores[n].PerImage[0], 1e-8);
                Assert.Equal(1, scores[n].Corpus, 1e-8);
            }
        });

    [Fact]
    public void Score_TwoEquallyCloseReferences_TakesTheShorterLength()
    {
        // Lengths 1 and 3 are equally close to 2: with 1 there is no brevity penalty, with 3 there would be exp(1 - 3/2).
        MetricScore bleu1 = Some.Score(new Bleu(), [Some.Tokens("a b")], [Some.References("a b c", "d")])[0];
        Assert.Equal(1, bleu1.PerImage[0], 1e-8);
    }

    [Fact]
    public void Score_ShortCandidate_PaysForItsBrevity()
    {
        MetricScore bleu1 = Some.Score(new Bleu(), [Some.Tokens("a b")], [Some.References("a b c d")])[0];
        Assert.Equal(Math.Exp(-1), bleu1.PerImage[0], 1e-8);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Score_LongCandidate_IsItsPrecisionAlone(int words)
    {
        string[] candidate = ["a", .. Enumerable.Repeat("b", words - 1)];
        MetricScore bleu1 = Some.Score(new Bleu(), [candidate], [Some.References("a")])[0];
        Assert.Equal(1.0 / words, bleu1.PerImage[0], 1e-9);
        Assert.Equal(1.0 / words, bleu1.Corpus, 1e-9);
    }

    [Fact]
    public void Score_RepeatedWord_IsClippedToOneReference()
    {
        // Twice in one reference and once in the other: two of the three count.
        MetricScore bleu1 = Some.Score(new Bleu(), [Some.Tokens("a a a")], [Some.References("a a b", "a c d")])[0];
        Assert.Equal(2.0 / 3, bleu1.PerImage[0], 1e-8);
    }

    [Fact]
    public void Score_TwoImages_CorpusAddsCountsBeforeDividing()
    {
        MetricScore bleu1 = Some.Score(new Bleu(), [Some.Tokens("a"), Some.Tokens("x b c")], [Some.References("a"), Some.References("y b d")])[0];
        Assert.Equal(1, bleu1.PerImage[0], 1e-8);
        Assert.Equal(1.0 / 3, bleu1.PerImage[1], 1e-8);
        Assert.Equal(2.0 / 4, bleu1.Corpus, 1e-8);
    }

    [Fact]
    public void Score_EmptyCandidate_IsZero()
    {
        foreach (MetricScore score in Some.Score(new Bleu(), [[]], [Some.References("a b", "")]))
        {
            Assert.Equal(0, score.PerImage[0]);
            Assert.Equal(0, score.Corpus);
        }
    }
}
