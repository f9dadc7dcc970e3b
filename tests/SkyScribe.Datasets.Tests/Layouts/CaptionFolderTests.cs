using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Tests.Layouts;

public sealed class CaptionFolderTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("metadata.jsonl|notes.json", "metadata.jsonl")]
    [InlineData("captions.txt|readme.csv", "captions.txt")]
    [InlineData("all.CSV|x.json", "all.CSV")]
    [InlineData("x.jsonl|x.json", "x.jsonl")]
    [InlineData("dataset_x.json|splits.json", "dataset_x.json")]
    [InlineData("a.json|b.json", null)]
    [InlineData("a.csv|b.tsv", null)]
    [InlineData("a.png", null)]
    public void FileIn_AFolder_IsTheOneThatCanBeMeant(string files, string? expected)
    {
        foreach (string file in files.Split('|'))
        {
            _folder.Write(file, "");
        }

        if (expected is null)
        {
            Assert.Contains("possible caption files", Assert.Throws<DatasetException>(() => CaptionFolder.FileIn(_folder.Root)).Message,
                StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, Path.GetFileName(CaptionFolder.FileIn(_folder.Root)));
        }
    }

    [Fact]
    public void Read_FolderOfEachSplit_TakesSplitsAndPathsFromThem()
    {
        foreach ((string split, string image) in new[] { ("train", "1.png"), ("Validation", "1.png"), ("test", "sub/2.png") })
        {
            Directory.CreateDirectory(_folder.PathOf(split));
            _folder.Write($"{split}/metadata.jsonl", $$"""{"file_name": "{{image}}", "text": "a road"}""");
        }

        CaptionDataset dataset = DatasetReader.Read(_folder.Root);
        Assert.Equal("train/1.png", dataset.Split("train").Single().FileName);
        Assert.Equal("Validation/1.png", dataset.Split("val").Single().FileName);
        Assert.Equal("test/sub/2.png", dataset.Split("test").Single().FileName);
        Assert.Equal("a caption file for each split", dataset.SplitReason);
    }
}
