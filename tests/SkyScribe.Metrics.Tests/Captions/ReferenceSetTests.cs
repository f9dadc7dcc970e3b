using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordOverlap;

namespace SkyScribe.Metrics.Tests.Captions;

public class ReferenceSetTests
{
    [Fact]
    public void OfTokens_ImageWithoutReference_NamesItsIndex() =>
        AssertRefused("image 1 has no reference", () => ReferenceSet.OfTokens([Some.References("a"), []]));

    [Fact]
    public void Of_NoImage_Throws()
    {
        AssertRefused("no image", () => ReferenceSet.OfTokens([]));
        AssertRefused("no image", () => ReferenceSet.Of([]));
    }

    [Fact]
    public void OfTokens_NullToken_NamesSentenceAndImage() =>
        AssertRefused("reference 1 of image 1", () => ReferenceSet.OfTokens([Some.References("a"), [["a"], ["b", null!]]]));

    [Fact]
    public void Of_NullSentence_NamesSentenceAndImage() => AssertRefused("reference 0 of image 1", () => ReferenceSet.Of([["a"], [null!, "b"]]));

    [Fact]
    public void With_NullCaption_NamesItsImage()
    {
        AssertRefused("caption of image 1", () => ReferenceSet.OfTokens([Some.References("a"), Some.References("b")]).WithTokens([["a"], null!]));
        AssertRefused("caption of image 0", () => ReferenceSet.Of([["a"]]).With([null!]));
    }

    [Fact]
    public void With_OtherNumberOfCaptions_Throws()
    {
        AssertRefused("found 2 candidates for 1 images", () => ReferenceSet.Of([["a"]]).With(["a", "b"]));
        AssertRefused("found 2 candidates for 1 images", () => CaptionSet.Of(["a", "b"], [["a"]]));
    }

    // Tokens of two tokenizers would be compared.
    [Fact]
    public void With_SentencesForTheCallersTokens_IsRefused() =>
        AssertRefused("the caller's tokens", () => ReferenceSet.OfTokens([Some.References("a")]).With(["a"]));

    // "3 1/2" is one token with a no-break space, which BLEU splits and ROUGE-L does not, on whichever side it stands.
    [Theory]
    [InlineData("a field of 3 1/2 miles", "a field of 3 1/2 miles")]
    [InlineData("a field of miles", "a field of 3 1/2 miles")]
    [InlineData("a field of 3 1/2 miles", "a field of miles")]
    public void With_JoinedTokens_AreSplitForNGramsOnly(string caption, string reference)
    {
        var captions = ReferenceSet.Of([[reference], ["a boat"]]).With([caption, "a boat"]);
        string[] Joined(string text) => text.Replace("3 1/2", "3\u00A01/2", StringComparison.Ordinal).Split(' ');
        string[] words = caption.Split(' '), others = reference.Split(' ');
        Assert.Equal(Some.Score(new Bleu(), [words, ["a", "boat"]], [[others], [["a", "boat"]]])[3].PerImage,
            new Bleu().Score(captions)["Bleu_4"].PerImage);
        Assert.Equal(Some.Score(new Cider(), [words, ["a", "boat"]], [[others], [["a", "boat"]]])[0].PerImage,
            new Cider().Score(captions)[Cider.Name].PerImage);
        MetricScore rouge = new RougeL().Score(captions)[RougeL.Name];
        Assert.Equal(Expected(Joined(caption).Length, Joined(reference).Length, Joined(caption).Intersect(Joined(reference)).Count()),
            rouge.PerImage[0], 1e-12);
    }

    [Fact]
    public void Read_UnknownWords_LeaveTheReferencesUntouched()
    {
        var references = new NumberedReferences([Some.References("a b a b")], null);
        int before = references.Index.Count;
        CountedSentence read = references.Read(["a", "b", "new", "new", "new"]);
        Assert.Equal(before, references.Index.Count);
        Assert.Equal([1, 1, 3], read.ByOrder[0].Select(ngram => ngram.Count));
        Assert.Equal([1, 1, 2], read.ByOrder[1].Select(ngram => ngram.Count));
        Assert.Equal([true, true, false], read.ByOrder[0].Select(ngram => ngram.Id < before));
        Assert.Equal([true, false, false], read.ByOrder[1].Select(ngram => ngram.Id < before));
    }

    private static double Expected(double candidate, double reference, double common)
    {
        double precision = common / candidate, recall = common / reference;
        return 2.44 * precision * recall / (recall + (1.44 * precision));
    }

    private static void AssertRefused(string expected, Func<object> call) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
}
