using System.Text.Json.Nodes;
using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Toy;

namespace SkyScribe.Datasets.Tests.Diagnosis;

public sealed class DatasetDoctorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-doctor-").FullName;
    private readonly ToyPaths _toy;

    public DatasetDoctorTests() =>
        _toy = ToyDataset.Generate(_folder, new ToyDatasetOptions { Train = 12, Validation = 6, Test = 4, ImageSize = 64 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Examine_ToyDataSet_HasNoErrors()
    {
        DoctorReport report = Examine();
        Assert.False(report.HasErrors, string.Join("\n", report.Findings));
        Assert.Equal(["train", "val", "test"], report.Splits.Select(split => split.Split));
        Assert.Null(report.Splits[0].VerbatimInTrain);
        Assert.All(report.Splits, split => Assert.InRange(split.Openings.Values.Sum(), 0.01, 1));
    }

    [Fact]
    public void Examine_MissingCutOffAndPointerImages_AreErrorsByName()
    {
        string[] images = Names("train");
        File.Delete(Image(images[0]));
        byte[] whole = File.ReadAllBytes(Image(images[1]));
        File.WriteAllBytes(Image(images[1]), whole[..(whole.Length / 2)]);
        File.WriteAllText(Image(images[2]), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        DoctorReport report = Examine();
        Assert.True(report.HasErrors);
        Assert.Equal([$"{images[0]} is not there"], Cases(report, "images-missing"));
        Assert.Contains(images[1], Assert.Single(Cases(report, "images-unreadable")), StringComparison.Ordinal);
        Assert.Equal([images[2]], Cases(report, "lfs-pointers"));
    }

    [Fact]
    public void Examine_SplitWithoutImages_IsOneFinding()
    {
        Array.ForEach(Names("test"), name => File.Delete(Image(name)));
        Assert.Contains("test: none of its", Assert.Single(Examine().Findings, finding => finding.Code == "split-without-images").Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_ImageCopiedIntoAnotherSplit_IsFoundAcrossSplits()
    {
        (string first, string second) = (Names("train")[0], Names("val")[0]);
        File.Copy(Image(first), Image(second), overwrite: true);
        Finding found = Assert.Single(Examine().Findings, finding => finding.Code == "equal-files-across-splits");
        Assert.Equal(Severity.Warning, found.Severity);
        Assert.Contains(found.Images, pair => pair.SequenceEqual([first, second]) || pair.SequenceEqual([second, first]));
    }

    [Fact]
    public void Examine_BrighterAndRecompressedCopy_IsANearDuplicate()
    {
        (string first, string second) = (Names("train")[0], Names("val")[0]);
        var picture = Imaging.ImageReader.Read(Image(first));
        byte[] brighter = [.. picture.Pixels.Select(level => (byte)Math.Min(255, level + 4))];
        File.WriteAllBytes(Image(second), Imaging.ImageWriter.EncodeJpeg(new Imaging.RgbImage(picture.Width, picture.Height, brighter), 60));
        Assert.Contains(Examine().Findings, finding => finding.Code == "near-duplicates-across-splits"
            && finding.Images.Any(pair => pair.Contains(first) && pair.Contains(second)));
    }

    [Fact]
    public void Examine_DarkPictures_NamesTheValueRange()
    {
        Assert.DoesNotContain(Examine().Findings, finding => finding.Code == "value-range");
        string path = Image(Names("train")[0]);
        var picture = Imaging.ImageReader.Read(path);
        File.WriteAllBytes(path, TestSupport.RawTiff.Write(false, new TestSupport.RawTiff
        {
            Width = picture.Width,
            Height = picture.Height,
            Bits = 16,
            RowsPerStrip = picture.Height,
            Blocks = [[.. picture.Pixels.SelectMany(value => BitConverter.GetBytes((ushort)(1 + (8 * value))))]],
        }));
        var found = Assert.Single(Examine().Findings, finding => finding.Code == "value-range");
        Assert.Contains("pictures looked at have 16-bit values, from ", found.Text);
        Assert.Contains("1 of them is stretched", found.Text);
    }

    [Fact]
    public void Examine_SlipRepetitionAndOtherTokens_AreFound()
    {
        string word = DatasetReader.Read(_toy.CaptionFile).SentencesOf("train").SelectMany(words => words).Where(word => word.Length > 4)
            .CountBy(word => word).MaxBy(count => count.Value).Key;
        string slip = word[..^2] + word[^1] + word[^2];
        Edit(image => image["split"]!.GetValue<string>() == "train", image =>
        {
            JsonArray sentences = image["sentences"]!.AsArray();
            sentences[0]!["raw"] = $"a {slip} here .";
            sentences[0]!["tokens"] = new JsonArray("a", word, "here");
            sentences[1]!["raw"] = sentences[2]!["raw"]!.GetValue<string>();
        });
        DoctorReport report = Examine(withImages: false);
        Assert.Contains(Cases(report, "typos"), one => one.StartsWith($"{slip} (1): {word} (", StringComparison.Ordinal));
        Assert.NotEmpty(Cases(report, "repeated-sentences"));
        Assert.Contains(Cases(report, "tokens-unlike-raw"), one => one.Contains($"token {word}", StringComparison.Ordinal)
            && one.Contains($"raw {slip}", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_SplitsWrittenUnlike_WarnsWithFigures()
    {
        var first = new SplitStatistics("train", 10, 50, 2.0, 10, null, new Dictionary<string, double> { ["it is"] = 0.5 });
        var second = first with { Split = "val", DistinctSentencesPerImage = 3, VerbatimInTrain = 0.7, OneSentenceShare = 0.4,
            Openings = new Dictionary<string, double> { ["it is"] = 0.1 } };
        Finding[] findings = [.. SplitContrast.Compare([first, second])];
        Assert.Contains("2.00 against 3.00", findings[0].Text, StringComparison.Ordinal);
        Assert.Contains("0 % against 40 % of the images with one sentence", findings[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"it is ...\" opens 50 % against 10 %", findings[0].Text, StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, findings[1].Severity);
        Assert.Empty(SplitContrast.Compare([first, first with { Split = "val" }]));
    }

    [Theory]
    [InlineData("buildings", "builidngs", 1)]
    [InlineData("trees", "tree", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abc", "abc", 0)]
    public void Distance_TwoWords_CountsSlips(string left, string right, int distance) => Assert.Equal(distance, TypoCheck.Distance(left, right, 3));

    [Theory]
    [InlineData("ucm", 1)]
    [InlineData("sydney", 0)]
    [InlineData("rsicd", 1)]
    public void Examine_RealCaptions_HaveThePublishedSplits(string name, int missingSplits)
    {
        CaptionDataset dataset = DatasetReader.Read(TestSupport.SharedFiles.Require($"data/{name}/dataset_{name}.json"));
        DoctorReport report = DatasetDoctor.Examine(dataset, null);
        Finding sizes = Assert.Single(report.Findings, finding => finding.Code == "split-sizes");
        Assert.Equal(Severity.Note, sizes.Severity);
        Assert.Equal(3 - missingSplits, report.Splits.Count);
    }

    private DoctorReport Examine(bool withImages = true) =>
        DatasetDoctor.Examine(DatasetReader.Read(_toy.CaptionFile), withImages ? _toy.ImageFolder
        : null, new DoctorOptions { AttributeThreshold = 2 });

    private string[] Names(string split) => [.. DatasetReader.Read(_toy.CaptionFile).Split(split).Select(image => image.FileName)];

    private string Image(string name) => Path.Combine(_toy.ImageFolder, name);

    private static IReadOnlyList<string> Cases(DoctorReport report, string code) =>
        Assert.Single(report.Findings, finding => finding.Code == code).Cases;

    private void Edit(Func<JsonNode, bool> which, Action<JsonNode> change)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(_toy.CaptionFile))!;
        change(json["images"]!.AsArray().First(image => which(image!))!);
        File.WriteAllText(_toy.CaptionFile, json.ToJsonString());
    }
}
