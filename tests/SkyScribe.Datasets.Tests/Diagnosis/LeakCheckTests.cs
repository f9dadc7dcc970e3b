using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Datasets.Layouts;
using SkyScribe.TestSupport;

namespace SkyScribe.Datasets.Tests.Diagnosis;

public sealed class LeakCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-leak-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // b.jpg's second sentence is of one test picture alone; a.jpg's is of two pictures, so that it tells nothing; c.jpg is not trained on; d.jpg's is
    // of a training picture there.
    [Fact]
    public void Check_CopiedSentences_TellOnlyWhereOnePictureHasThem()
    {
        CaptionDataset trained = Read("trained", ("a.jpg", "train", "a road", ""), ("b.jpg", "train", "some trees", "Two white boats!"),
            ("c.jpg", "test", "a stadium", ""), ("d.jpg", "train", "a church", ""));
        CaptionDataset scored = Read("scored", ("1.jpg", "test", "a road", "two white boats"), ("2.jpg", "val", "a road", ""),
            ("3.jpg", "test", "a stadium", ""), ("4.jpg", "train", "a church", ""));
        Finding leak = Assert.Single(LeakCheck.Check(trained, scored));
        Assert.Equal(Severity.Warning, leak.Severity);
        Assert.StartsWith("1 training pictures", leak.Text, StringComparison.Ordinal);
        Assert.Equal(["b.jpg and 1.jpg (test): two white boats"], leak.Cases);
    }

    [Fact]
    public void Check_NothingInCommon_IsANote() => Assert.Equal(Severity.Note, Assert.Single(
        LeakCheck.Check(Read("one", ("a.jpg", "train", "a road", "")), Read("two", ("1.jpg", "test", "a lake", "")))).Severity);

    [Theory]
    [InlineData("dataset_RSITMD", true)]
    [InlineData("rsicd", false)]
    public void CheckKnown_Rsitmd_IsWarnedOf(string name, bool isKnown) =>
        Assert.Equal(isKnown ? 1 : 0, LeakCheck.CheckKnown(Read(name, ("a.jpg", "train", "a road", ""))).Count());

    // Those of RSITMD's pictures whose place in RSICD is known: the share that is found is the one that the class's remarks state.
    [Fact]
    public void Check_RsitmdAgainstRsicd_FindsWhatIsStated()
    {
        CaptionDataset trained = DatasetReader.Read(Rsitmd()), scored = DatasetReader.Read(SharedFiles.Require("data/rsicd/dataset_rsicd.json"));
        Finding leak = LeakCheck.Check(trained, scored).Single();
        Assert.StartsWith("290 training pictures", leak.Text, StringComparison.Ordinal);
        int right = leak.Cases.Select(text => text.Split(' ')).Count(words => words[0] == words[2]);
        Assert.Equal(282, right);
    }

    // Its names are RSICD's; all of it as training.
    private string Rsitmd()
    {
        string path = Path.Combine(_folder, "rsitmd.json");
        using var packed = File.OpenRead(SharedFiles.Require("data/rsitmd/dataset_rsitmd_rsicd.json.gz"));
        using var unpacked = new StreamReader(new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress));
        File.WriteAllText(path, unpacked.ReadToEnd().Replace("\"split\":\"val\"", "\"split\":\"train\"", StringComparison.Ordinal));
        return path;
    }

    private CaptionDataset Read(string name, params (string File, string Split, string First, string Second)[] images)
    {
        string path = Path.Combine(_folder, name + ".json");
        File.WriteAllText(path, $$"""{"dataset": "{{name}}", "images": [{{string.Join(", ", images.Select(image =>
            $$"""{"filename": "{{image.File}}", "split": "{{image.Split}}", "sentences": [{"raw": "{{image.First}}"}{{(image.Second.Length > 0 ? $$""", {"raw": "{{image.Second}}"}""" : "")}}]}"""))}}]}""");
        return DatasetReader.Read(path);
    }
}
