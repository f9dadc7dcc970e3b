using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Tests.Layouts;

public sealed class MergedDatasetTests : IDisposable
{
    private const string One =
        """{"images": [{"filename": "1.jpg", "split": "train", "sentences": [{"raw": "A  beach, twice .", "tokens": ["a", "beach"]}]}]}""";
    private const string Two = """{"images": [{"filename": "1.jpg", "split": "val", "sentences": [{"raw": "a port", "tokens": []}]}]}""";
    private readonly DataFolder _folder = new();

    [Fact]
    public void Write_TwoDataSets_KeepsSplitsSentencesAndTokens()
    {
        string path = _folder.PathOf("both.json");
        Assert.Equal(2, MergedDataset.Write(
            [new MergedPart(_folder.Write("one.json", One), "one/images"), new MergedPart(_folder.Write("two.json", Two), "two")], path, "both"));
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
        Assert.Contains("x/1.jpg", Assert.Throws<DatasetException>(() => MergedDataset.Write(parts, _folder.PathOf("both.json"), "both")).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("both.json")));
    }

    [Fact]
    public void Write_FilesOfSplits_KeepsThemAndNeverMixes()
    {
        string train = _folder.Write("train.json", Coco(0, 8)), val = _folder.Write("val.json", Coco(20, 3)), path = _folder.PathOf("both.json");
        var refused = Assert.Throws<DatasetException>(
            () => MergedDataset.Write([new MergedPart(train, "coco"), new MergedPart(val, "coco")], path, "both"));
        Assert.Contains("--data coco:train=", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        MergedDataset.Write([new MergedPart(train, "coco", "train"), new MergedPart(val, "coco", "val")], path, "both");
        CaptionDataset merged = DatasetReader.Read(path);
        Assert.Equal(8, merged.Split("train").Count);
        Assert.Equal(["coco/20.jpg", "coco/21.jpg", "coco/22.jpg"], merged.Split("val").Select(image => image.FileName));
    }

    private static string Coco(int first, int count) => $$"""
        {"images": [{{string.Join(',', Enumerable.Range(first, count).Select(i => $"{{\"id\": {i}, \"file_name\": \"{i}.jpg\"}}"))}}],
         "annotations": [{{string.Join(',', Enumerable.Range(first, count).Select(i => $"{{\"image_id\": {i}, \"caption\": \"a road\"}}"))}}]}
        """;

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
