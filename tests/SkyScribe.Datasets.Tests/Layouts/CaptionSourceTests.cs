using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Tests.Layouts;

public sealed class CaptionSourceTests
{
    [Theory]
    [InlineData("d.json", "d.json")]
    [InlineData("a=b.json", "a=b.json")]
    [InlineData("a,b.json", "a,b.json")]
    public void Parse_OneFile_IsThatFile(string text, string file) => Assert.Equal(file, CaptionSource.Parse(text).File);

    [Theory]
    [InlineData("train=a.json|val=b.json", "train:a.json val:b.json")]
    [InlineData("validation=b.json|Train=a.json|testing=c.json", "test:c.json train:a.json val:b.json")]
    [InlineData("train=a.json,val=b.json", "train:a.json val:b.json")]
    [InlineData("val=x=y.json", "val:x=y.json")]
    public void Parse_FileOfEachSplit_KnowsThem(string texts, string expected)
    {
        CaptionSource source = CaptionSource.Parse(texts.Split('|'));
        Assert.Null(source.File);
        Assert.Equal(expected, string.Join(' ', source.FileOfSplit.Select(file => $"{file.Key}:{file.Value}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.json|b.json")]
    [InlineData("a.json|val=b.json")]
    [InlineData("val=a.json|valid=b.json")]
    public void Parse_WhatIsNoSource_IsRefused(string texts) =>
        Assert.Throws<OptionException>(() => CaptionSource.Parse(texts.Split('|', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Parse_FileThatIsCalledLikeASplit_IsThatFile()
    {
        using var folder = new DataFolder();
        string file = folder.Write("val=1.json", "{}");
        Assert.Equal(file, CaptionSource.Parse(file).File);
    }
}
