using SkyScribe.Datasets.Layouts;
using SkyScribe.TestSupport;

namespace SkyScribe.Datasets.Tests.Layouts;

public class DatasetReaderTests
{
    private const string Karpathy = """
        {"images": [
          {"filename": "a.jpg", "split": "train", "imgid": 0, "sentids": [0, 1], "sentences": [
            {"tokens": ["There", "is", "a", "Rver", ""], "raw": "There is a River .", "sentid": 0},
            {"tokens": [], "raw": " .", "sentid": 1}]},
          {"filename": "b.jpg", "split": "restval", "filepath": "val2014", "sentences": [{"tokens": ["two", "roads"], "raw": "two roads"}]},
          {"filename": "c.tif", "split": "val", "sentences": [{"tokens": ["it's"], "raw": "It's a pond."}, {"tokens": ["x"], "raw": "x"}, {"tokens": ["y"], "raw": "y"}]}
        ], "dataset": "mine"}
        """;

    [Fact]
    public void Read_KarpathyLayout_GivesImagesSplitsAndWords()
    {
        using var folder = new DataFolder();
        CaptionDataset dataset = DatasetReader.Read(folder.Write("d.json", Karpathy));

        Assert.Equal("mine", dataset.Name);
        Assert.Equal(["a.jpg", "val2014/b.jpg", "c.tif"], dataset.Images.Select(image => image.FileName));
        Assert.Equal(["train", "train", "val"], dataset.Images.Select(image => image.Split));
        Assert.Equal(SplitOrigin.Official, dataset.SplitOrigin);
        Assert.Equal(["There", "is", "a", "Rver", ""], dataset.Images[0].Sentences[0].Tokens);
        Assert.Equal("there is a river", string.Join(' ', dataset.WordsOf(dataset.Images[0]).Single()));
        Assert.Equal(3, dataset.WordsOf(dataset.Images[2]).Count);
        Assert.Equal(2, dataset.SentencesOf("train").Count());
        Assert.Contains("1 sentences without words", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FromTokens_LowersThemAndDropsBlankOnes()
    {
        using var folder = new DataFolder();
        CaptionDataset dataset =
            DatasetReader.Read(folder.Write("d.json", Karpathy), new DatasetReaderOptions { SentenceSource = SentenceSource.Tokens });

        Assert.Equal("there is a rver", string.Join(' ', dataset.WordsOf(dataset.Images[0]).Single()));
        Assert.Equal("it's", dataset.WordsOf(dataset.Images[2])[0].Single());
    }

    [Fact]
    public void Hash_OfTheFile_IsItsSha256()
    {
        using var folder = new DataFolder();
        string path = folder.Write("d.json", """{"images":[{"filename":"a","split":"train","sentences":[{"raw":"x"}]}]}""");

        // printf of that text | sha256sum
        Assert.Equal("9bb34786a092f2f9a4a40535a770fd500b29a6242f4056b70d6abc606ab757dd", DatasetReader.Read(path).Hash);
        Assert.Equal("d", DatasetReader.Read(path).Name);
    }

    [Fact]
    public void Split_NotThere_NamesFileAndWhatIs()
    {
        using var folder = new DataFolder();
        CaptionDataset dataset = DatasetReader.Read(folder.Write("d.json", Karpathy));

        var error = Assert.Throws<DatasetException>(() => dataset.Split("test"));

        Assert.Contains("d.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("'test'", error.Message, StringComparison.Ordinal);
        Assert.Contains("train (2 images), val (1 images)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, dataset.SplitCounts["train"]);
    }

    [Fact]
    public void Read_CocoLayout_JoinsAnnotationsToImages()
    {
        using var folder = new DataFolder();
        string path = folder.Write("captions.json", """
            {"info": {}, "licenses": [],
             "annotations": [{"image_id": 7, "id": 1, "caption": "A road."}, {"image_id": 9, "id": 2, "caption": "A pond."}, {"image_id": 7, "id": 3, "caption": "Two cars\n"}],
             "images": [{"id": 7, "file_name": "7.jpg", "height": 1}, {"id": 9, "file_name": "9.jpg"}, {"id": 10, "file_name": "10.jpg"}]}
            """);

        CaptionDataset dataset = DatasetReader.Read(path);

        Assert.Equal(["7.jpg", "9.jpg"], dataset.Images.Select(image => image.FileName));
        Assert.Equal(["A road.", "Two cars\n"], dataset.Images[0].Sentences.Select(sentence => sentence.Raw));
        Assert.Equal(SplitOrigin.None, dataset.SplitOrigin);
        Assert.Contains(dataset.Warnings, warning => warning.Contains("1 images without a sentence", StringComparison.Ordinal));
        Assert.Contains(DatasetReader.Read(path, new() { SplitSeed = 1 }).Warnings,
            warning => warning.Contains("80/10/10", StringComparison.Ordinal));
    }

    [Fact]
    public void Split_OfADataSetWithoutSplits_IsNeverMadeUp()
    {
        using var folder = new DataFolder();
        CaptionDataset dataset = DatasetReader.Read(folder.Write("captions.csv", "file,caption\na.jpg,a road\nb.jpg,a pond\n"));

        Assert.Equal(2, dataset.Split("all").Count);
        Assert.Equal("all 2 images: the caption file has no splits", dataset.Describe("all"));
        Assert.Equal(2, dataset.SplitCounts["all"]);
        string message = Assert.Throws<DatasetException>(() => dataset.Split("val")).Message;
        Assert.Contains("no splits", message, StringComparison.Ordinal);
        Assert.Contains("--split all", message, StringComparison.Ordinal);
        Assert.Contains("all 2 images", message, StringComparison.Ordinal);
    }

    // A file of its own splits that is given as one of them would move test images into train.
    [Fact]
    public void Read_FileOfASplitThatSaysAnother_IsRefused()
    {
        using var folder = new DataFolder();
        string path = folder.Write("d.json", Karpathy);
        var error = Assert.Throws<DatasetException>(() => DatasetReader.Read(CaptionSource.Parse($"train={path}")));
        Assert.Equal("images[2].split", error.Field);
        Assert.Contains("leave out 'train='", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfEachSplit_TakesItFromTheFile()
    {
        using var folder = new DataFolder();
        string Coco(string file, string image) => folder.Write(
            file, $$"""{"annotations":[{"image_id":1,"caption":"a road"}],"images":[{"id":1,"file_name":"{{image}}"}]}""");
        var files = new Dictionary<string, string> { ["val"] = Coco("v.json", "v.jpg"), ["train"] = Coco("t.json", "t.jpg") };

        CaptionDataset dataset = DatasetReader.Read(files, new DatasetReaderOptions { Name = "coco" });

        Assert.Equal("coco", dataset.Name);
        Assert.Equal("t.jpg", dataset.Split("train").Single().FileName);
        Assert.Equal("v.jpg", dataset.Split("val").Single().FileName);
        Assert.NotEqual(dataset.Hash, DatasetReader.Read(files["val"]).Hash);

        files["val"] = files["train"];
        Assert.Contains("second time", Assert.Throws<DatasetException>(() => DatasetReader.Read(files)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CsvTable_JoinsRowsOfAnImage()
    {
        using var folder = new DataFolder();
        const string Csv =
            "\uFEFFImage,author,Caption,split\r\na.jpg,me,\"A road, \"\"wide\"\"\nand long\",train\r\n\r\nsub\\b.jpg,me,A pond,val\r\na.jpg,you,Two cars,train\r\n";

        CaptionDataset dataset = DatasetReader.Read(folder.Write("captions.csv", Csv));

        Assert.Equal(["a.jpg", "sub/b.jpg"], dataset.Images.Select(image => image.FileName));
        Assert.Equal(["A road, \"wide\"\nand long", "Two cars"], dataset.Images[0].Sentences.Select(sentence => sentence.Raw));
        Assert.Equal("sub/b.jpg", dataset.Split("val").Single().FileName);
    }

    [Fact]
    public void Read_Folder_FindsItsCaptionFile()
    {
        using var folder = new DataFolder();
        folder.Write("a.jpg", "");
        folder.Write("x.csv", "file,caption\na.jpg,a road\nb.jpg,a pond\n");
        CaptionDataset dataset = DatasetReader.Read(folder.Root);

        Assert.Equal(2, dataset.Images.Count);
        Assert.Equal(["b.jpg"], dataset.CheckImages(folder.Root).FirstFive);

        folder.Write("y.csv", "");
        Assert.Contains("2 possible", Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Root)).Message, StringComparison.Ordinal);
        folder.Write("captions.csv", "file,caption\na.jpg,a road\n");
        Assert.Single(DatasetReader.Read(folder.Root).Images);
    }

    [Fact]
    public void CheckImages_ManyMissing_NamesTheFirstFive()
    {
        using var folder = new DataFolder();
        folder.Write("3.jpg", "");
        string rows = string.Concat(Enumerable.Range(0, 9).Select(i => $"{i}.jpg,a road,{(i < 7 ? "train" : "val")}\n"));
        CaptionDataset dataset = DatasetReader.Read(folder.Write("captions.csv", "file,caption,split\n" + rows));

        MissingImages missing = dataset.CheckImages(folder.Root);

        Assert.Equal(8, missing.Count);
        Assert.Equal(["0.jpg", "1.jpg", "2.jpg", "4.jpg", "5.jpg"], missing.FirstFive);
        Assert.Equal(2, dataset.CheckImages(folder.Root, "val").Count);
    }

    [Theory]
    [InlineData("ucm", "train:1680 val:210", 0, 9450)]
    [InlineData("sydney", "test:58 train:497 val:58", 0, 3065)]
    [InlineData("rsicd", "train:8734 val:1094", 1, 49137)]
    public void Read_RealDatasets_HaveTheirOfficialSplits(string name, string splits, int warnings, int sentences)
    {
        CaptionDataset dataset = DatasetReader.Read(SharedFiles.Require($"data/{name}/dataset_{name}.json"));

        Assert.Equal(splits, string.Join(' ', dataset.SplitCounts.OrderBy(split => split.Key).Select(split => $"{split.Key}:{split.Value}")));
        Assert.Equal(warnings, dataset.Warnings.Count);
        Assert.Equal(sentences, dataset.Images.Sum(image => image.Sentences.Count));
        Assert.All(dataset.Images, image => Assert.All(dataset.WordsOf(image), words => Assert.NotEmpty(words)));
    }

    [Fact]
    public void WordsOf_UcmTokens_CarryTyposThatRawSentencesDoNot()
    {
        string path = SharedFiles.Require("data/ucm/dataset_ucm.json");
        CaptionDataset raw = DatasetReader.Read(path);
        CaptionDataset tokens = DatasetReader.Read(path, new DatasetReaderOptions { SentenceSource = SentenceSource.Tokens });

        Assert.DoesNotContain(raw.SentencesOf("train"), words => words.Contains("formland"));
        Assert.Contains(tokens.SentencesOf("train"), words => words.Contains("formland"));
    }

    [Fact]
    public void CheckImages_RealUcm_LacksNone()
    {
        CaptionDataset dataset = DatasetReader.Read(SharedFiles.Require("data/ucm/dataset_ucm.json"));

        Assert.Equal(0, dataset.CheckImages(SharedFiles.Require("data/ucm/images")).Count);
    }
}
