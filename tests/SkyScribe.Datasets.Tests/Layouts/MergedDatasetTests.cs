using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Tests.Layouts;

public sealed class MergedDatasetTests : IDisposable
{
    private const string One = """{"images": [{"filename": "1.jpg", "split": "train", "sentences": [{"raw": "A  beach, twice .", "tokens": ["a", "beach"]}]}]}""";
    private const string Two = """{"images": [{"filename": "1.jpg", "split": "val", "sentences": [{"raw": "a port", "tokens": []}]}]}""";
    private readonly DataFolder _folder = new();

    [Fact]
    public void Write_TwoDataSets_KeepsSplitsSentencesAndTokens()
    {
        string path = _folder.PathOf("both.json");
        Assert.Equal(2, MergedDataset.Write([new MergedPart(_folder.Write("one.json", One), "one/images"), new MergedPart(_folder.Write("two.json", Two), "two")], path, "both"));
        var merged = DatasetReader.Read(path);
        Assert.Equal("both", merged.Name);
        Assert.Equal(["one/images/1.jpg", "two/1.jpg"], merged.Images.Select(image => image.FileName));
        Assert.Equal(["train", "val"], merged.Images.Select(image => image.Split));
        Assert.Equal("A  beach, twice .", merged.Images[0].Sentences[0].Raw);
        Assert.Equal(["a", "beach"], merged.Images[0].Sentences[0].Tokens);
    }

    [Fact]
    public void Write_SameImageTwice_NamesIt()
    {
        MergedPart[] parts = [new(_folder.Write("one.json", One), "x"), new(_folder.Write("two.json", Two), "x")];
        Assert.Contains("x/1.jpg", Assert.Throws<DatasetException>(() => MergedDataset.Write(parts, _folder.PathOf("both.json"), "both")).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("both.json")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/elsewhere")]
    public void Write_FolderThatLeadsOut_IsRefused(string below)
    {
        MergedPart[] parts = [new(_folder.Write("one.json", One), below), new(_folder.Write("two.json", Two), "x")];
        Assert.Throws<DatasetException>(() => MergedDataset.Write(parts, _folder.PathOf("both.json"), "both"));
    }

    public void Dispose() => _folder.Dispose();
}
