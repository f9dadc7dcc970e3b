namespace SkyScribe.Metrics.Tests;

public class PreparedReferencesTests
{
    [Fact]
    public void Constructor_ImageWithoutReference_NamesItsIndex()
    {
        var error = Assert.Throws<ArgumentException>(() => new PreparedReferences([Some.References("a"), []]));
        Assert.Contains("image 1 has no reference", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoImage_Throws() => Assert.Throws<ArgumentException>(() => new PreparedReferences([]));

    [Fact]
    public void Constructor_NullToken_NamesSentenceAndImage()
    {
        var error = Assert.Throws<ArgumentException>(() => new PreparedReferences([Some.References("a"), [["a"], ["b", null!]]]));
        Assert.Contains("reference 1 of image 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NullCandidate_NamesItsImage()
    {
        var error = Assert.Throws<ArgumentException>(() => new PreparedReferences([Some.References("a"), Some.References("b")]).Read([["a"], null!]));
        Assert.Contains("candidate of image 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownWords_LeaveTheReferencesUntouched()
    {
        var references = new PreparedReferences([Some.References("a b a b")]);
        int before = references.Index.Count;
        CountedSentence read = references.Read(["a", "b", "new", "new", "new"], image: 0);
        Assert.Equal(before, references.Index.Count);
        Assert.Equal([1, 1, 3], read.ByOrder[0].Select(ngram => ngram.Count));
        Assert.Equal([1, 1, 2], read.ByOrder[1].Select(ngram => ngram.Count));
        Assert.Equal([true, true, false], read.ByOrder[0].Select(ngram => ngram.Id < before));
        Assert.Equal([true, false, false], read.ByOrder[1].Select(ngram => ngram.Id < before));
    }
}
