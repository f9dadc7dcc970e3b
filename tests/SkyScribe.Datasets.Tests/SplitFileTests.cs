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
        var options = new DatasetReaderOptions { SplitFile = folder.PathOf("splits.json"), SplitSeed = 1 };
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
        var options = new DatasetReaderOptions { SplitFile = folder.PathOf("splits.json"), SplitSeed = 1 };
        DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 10))), options);

        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 12))), options));

        Assert.Contains("splits.json", error.File, StringComparison.Ordinal);
        Assert.Contains("no split for 2 of 12 images", error.Message, StringComparison.Ordinal);
        CaptionDataset fewer = DatasetReader.Read(folder.Write("captions.csv", Csv(Enumerable.Range(0, 8))), options);
        Assert.Contains(fewer.Warnings, warning => warning.Contains("2 images that", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SplitsDrawnForAnotherDataSet_AreNotUsed()
    {
        using var folder = new DataFolder();
        string splits = folder.PathOf("splits.json");
        DatasetReader.Read(folder.Write("a.csv", Csv(Enumerable.Range(0, 10))), new() { SplitFile = splits, SplitSeed = 1 });

        CaptionDataset other = DatasetReader.Read(folder.Write("b.csv", Csv(Enumerable.Range(100, 10))), new() { SplitFile = splits });

        Assert.Equal(SplitOrigin.None, other.SplitOrigin);
        Assert.Contains("another data set", Assert.Single(other.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ShareOfTrain_BecomesValAndIsReadBack()
    {
        using var folder = new DataFolder();
        string rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}.jpg,a road,train\n")), splits = folder.PathOf("splits.json");
        string data = folder.Write("captions.csv", "file,caption,split\n" + rows + "t.jpg,a pond,test\n");

        CaptionDataset drawn = DatasetReader.Read(data, new() { SplitFile = splits, SplitSeed = 7, ValidationShare = 0.1 }), later =
            DatasetReader.Read(data, new() { SplitFile = splits });

        Assert.Equal("test:1 train:18 val:2",
            string.Join(' ', drawn.SplitCounts.OrderBy(split => split.Key).Select(split => $"{split.Key}:{split.Value}")));
        Assert.Equal(drawn.Images.Select(image => image.Split), later.Images.Select(image => image.Split));
        Assert.Contains("0.1 of train drawn with seed 7", later.Describe("val"), StringComparison.Ordinal);
        Assert.NotEqual(
            drawn.Split("val").Select(image => image.FileName),
            DatasetReader.Read(data, new() { SplitSeed = 8, ValidationShare = 0.1 }).Split("val").Select(image => image.FileName));
        Assert.Equal(SplitOrigin.Official, DatasetReader.Read(data).SplitOrigin);
    }

    [Theory]
    [InlineData("val", 0.1)]
    [InlineData("test", 0.1)]
    public void Read_ShareWhereItCannotBeTaken_IsRefused(string split, double share)
    {
        using var folder = new DataFolder();
        string data = folder.Write("captions.csv", $"file,caption,split\na.jpg,x,train\nb.jpg,y,{split}\n");
        Assert.Throws<DatasetException>(() => DatasetReader.Read(data, new() { ValidationShare = share }));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(0.6)]
    [InlineData(double.NaN)]
    public void Read_ShareOutOfRange_IsRefused(double share)
    {
        using var folder = new DataFolder();
        string data = folder.Write("captions.csv", Csv([0, 1]));
        Assert.Throws<SkyScribe.IO.OptionException>(() => DatasetReader.Read(data, new() { ValidationShare = share }));
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
