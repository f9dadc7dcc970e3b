namespace SkyScribe.Datasets.Tests;

public sealed class FileNameKeyTests
{
    [Theory]
    [InlineData("S\u00E3o Paulo.png", "Sa\u0303o Paulo.png")]
    [InlineData("caf\u00E9.JPG", "cafe\u0301.jpg")]
    [InlineData("\u1EBF.tif", "e\u0302\u0301.tif")]
    [InlineData("\u0419.tif", "\u0438\u0306.tif")]
    [InlineData("\u304C.png", "\u304B\u3099.png")]
    [InlineData("\uAC01.png", "\u1100\u1161\u11A8.png")]
    [InlineData("\uAC00.png", "\u1100\u1161.png")]
    [InlineData("A/b\\C.PNG", "a/B/c.png")]
    public void Of_TheSameLettersWrittenOtherwise_IsTheSame(string first, string second) =>
        Assert.Equal(FileNameKey.Of(first), FileNameKey.Of(second));

    [Theory]
    [InlineData("e.png", "\u00E9.png")]
    [InlineData("\u673A.png", "\u673B.png")]
    [InlineData("a/b.png", "ab.png")]
    public void Of_OtherLetters_IsAnother(string first, string second) => Assert.NotEqual(FileNameKey.Of(first), FileNameKey.Of(second));
}
