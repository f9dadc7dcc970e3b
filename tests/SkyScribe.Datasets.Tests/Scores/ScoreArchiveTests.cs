using System.IO.Compression;
using System.Text;
using SkyScribe.Datasets.Scores;

namespace SkyScribe.Datasets.Tests.Scores;

public sealed class ScoreArchiveTests : IDisposable
{
    private const string Scores = """{"corpus": {"CIDEr": 0.5}, "per_image": {"a": {"CIDEr": 0.25}, "b": {"CIDEr": 0.75}}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-archive-").FullName;

    private string Archive => Path.Combine(_folder, "scores.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Put_SameFilesInAnyOrder_GivesTheSameBytes()
    {
        ScoreArchive.Put(Archive, Files(("b.val.scores.json", Scores), ("a.val.scores.json", "{}")));
        byte[] together = File.ReadAllBytes(Archive);
        File.Delete(Archive);
        ScoreArchive.Put(Archive, Files(("b.val.scores.json", "old")));
        ScoreArchive.Put(Archive, Files(("b.val.scores.json", Scores)));
        ScoreArchive.Put(Archive, Files(("a.val.scores.json", "{}")));
        Assert.Equal(together, File.ReadAllBytes(Archive));
        Assert.Equal(["a.val.scores.json", "b.val.scores.json"], ScoreArchive.Names(Archive));
        Assert.Equal(Scores, Encoding.UTF8.GetString(ScoreArchive.Find(Archive, "b.val.scores.json")!));
        Assert.Null(ScoreArchive.Find(Archive, "c"));
    }

    [Fact]
    public void Read_EntryOfAnArchive_IsTheFileThatWasPutIn()
    {
        ScoreArchive.Put(Archive, Files(("b-seed1.val.scores.json", Scores)));
        foreach (string name in new[] { "b-seed1.val.scores.json", "b-seed1.val" })
        {
            var scores = ScoreFile.Read($"{Archive}:{name}");
            Assert.Equal(["a", "b"], scores.Ids);
            Assert.Equal(0.5, scores.Corpus["CIDEr"]);
        }

        Assert.Contains("no entry c, expected", Refused($"{Archive}:c"), StringComparison.Ordinal);
        Assert.Contains("b-seed1.val.scores.json", Refused(Archive), StringComparison.Ordinal);
        Assert.Contains("none.zip", Refused(Path.Combine(_folder, "none.zip") + ":a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedArchive_SaysSo()
    {
        File.WriteAllText(Archive, "no zip");
        Assert.Contains("damaged zip", Refused(Archive + ":a"), StringComparison.Ordinal);
        Assert.Throws<CaptionFileException>(() => ScoreArchive.Put(Archive, Files(("a", "b"))));
        Assert.Equal("no zip", File.ReadAllText(Archive));   // not overwritten

        File.Delete(Archive);
        ScoreArchive.Put(Archive, Files(("a", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i} ")))));
        byte[] whole = File.ReadAllBytes(Archive);
        for (int i = 40; i < 4_000; i++)
        {
            whole[i] ^= 0x55;
        }

        File.WriteAllBytes(Archive, whole);
        Assert.Throws<CaptionFileException>(() => ScoreArchive.Find(Archive, "a"));
    }

    // A kilobyte that claims to be, or becomes, gigabytes.
    [Fact]
    public void Find_EntryOfTooManyBytes_IsRefused()
    {
        using (var stream = File.Create(Archive))
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using Stream content = archive.CreateEntry("bomb").Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 257; i++)
            {
                content.Write(zeros);
            }
        }

        Assert.Contains("at most", Assert.Throws<CaptionFileException>(() => ScoreArchive.Find(Archive, "bomb")).Message, StringComparison.Ordinal);
    }

    private static string Refused(string path) => Assert.Throws<CaptionFileException>(() => ScoreFile.Read(path)).Message;

    private static Dictionary<string, byte[]> Files(params (string Name, string Text)[] files) =>
        files.ToDictionary(file => file.Name, file => Encoding.UTF8.GetBytes(file.Text));
}
