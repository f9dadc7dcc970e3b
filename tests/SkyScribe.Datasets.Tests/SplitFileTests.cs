using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Tests;

public class SplitFileTests
{
    private static string Csv(IEnumerable<int> images) => "file,caption\n" + string.Concat(images.Select(i => $"{i}.jpg,a road\n"));

    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(10, 8, 1, 1)]
    [InlineData(25, 19, 3, 3)]
    [InlineData(1000, 800, 100, 100)]
    public void Seeded_AnyCount_HoldsATenthEach(int count, int train, int validation, int test)
    {
        Dictionary<string, string> splits = SplitFile.Seeded([.. Enumerable.Range(0, count).Select(i => $"{i}.jpg")], 1);

        Assert.Equal((train, validation, test), (Count("train"), Count("val"), Count("test")));
        int Count(string name) => splits.Values.Count(split => split == name);
    }

    [Fact]
    public void Seeded_RowsInAnotherOrder_IsTheSame()
    {
        string[] files = [.. Enumerable.Range(0, 100).Select(i => $"{i}.jpg")];

        Assert.Equal(SplitFile.Seeded(files, 5).OrderBy(entry => entry.Key), SplitFile.Seeded([.. files.Reverse()], 5).OrderBy(entry => entry.Key));
        Assert.NotEqual(SplitFile.Seeded(files, 5).OrderBy(entry => entry.Key), SplitFile.Seeded(files, 6).OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Read_NoSplitFileYet_WritesItAndKeepsItNextTime()
    {
        using var folder = new DataFolder();
        string data = folder.Write("captions.csv", Csv(Enumerable.Range(0, 30)));
        var options = new DatasetReaderOptions { SplitFile = folder.PathOf("splits.json") };
        CaptionDataset first = DatasetReader.Read(data, options);

        CaptionDataset second = DatasetReader.Read(data, options with { SplitSeed = 99 });

        Assert.Equal(SplitOrigin.Seeded, first.SplitOrigin);
        Assert.Equal(SplitOrigin.SplitFile, second.SplitOrigin);
        Assert.Equal(first.Images.Select(image => image.Split), second.Images.Select(image => image.Split));
        Assert.Empty(second.Warnings);
        Assert.Equal(["captions.csv", "splits.json"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void WriteSplits_OfficialOnes_ReadBack()
    {
        using var folder = new DataFolder();
        CaptionDataset official = DatasetReader.Read(folder.Write("captions.csv", "file,caption,split\na.jpg,x,val\nb.jpg,y,train\n"));
        official.WriteSplits(folder.PathOf("splits.json"));

        string unsplit = folder.Write("c.csv", "file,caption\na.jpg,x\nb.jpg,y\n");
        CaptionDataset read = DatasetReader.Read(unsplit, new() { SplitFile = folder.PathOf("splits.json") });

        Assert.Equal(["val", "train"], read.Images.Select(image => image.Split));
    }

    [Fact]
    public void Read_OfficialSplits_LeaveTheSplitFileAlone()
    {
        using var folder = new DataFolder();
        string data = folder.Write("captions.csv", "file,caption,split\na.jpg,x,val\nb.jpg,y,train\n");

        Assert.Equal(SplitOrigin.Official, DatasetReader.Read(data, new() { SplitFile = folder.PathOf("splits.json") }).SplitOrigin);
        Assert.False(File.Exists(folder.PathOf("splits.json")));
    }

    [Fact]
    public void Read_NewImages_AsksToSplitAnew()
    {
        using var folder = new DataFolder();
        var options = new DatasetReaderOptions { SplitFile = folder.PathOf("splits.json") };
        DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 10))), options);

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 12))), options));

        Assert.Contains("splits.json", error.File, StringComparison.Ordinal);
        Assert.Contains("no split for 2 images", error.Message, StringComparison.Ordinal);
        CaptionDataset fewer = DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 8))), options);
        Assert.Contains("2 images that", Assert.Single(fewer.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{\"0.jpg\": 1}", "'0.jpg'")]
    [InlineData("{\"0.jpg\": \"learn\"}", "'0.jpg'")]
    [InlineData("{\"../0.jpg\": \"train\"}", "'../0.jpg'")]
    [InlineData("{\"0.jpg\": \"train\", \"./0.jpg\": \"val\"}", "'./0.jpg'")]
    [InlineData("{\"0.jpg\": \"train\", \"0.jpg\": \"val\"}", "")]
    [InlineData("{}", "")]
    public void Read_WrongSplitFile_NamesThePlace(string json, string field)
    {
        using var folder = new DataFolder();
        string data = folder.Write("captions.csv", Csv([0]));

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(data, new() { SplitFile = folder.Write("splits.json", json) }));

        Assert.Equal(folder.PathOf("splits.json"), error.File);
        Assert.Equal(field, error.Field);
    }
}
