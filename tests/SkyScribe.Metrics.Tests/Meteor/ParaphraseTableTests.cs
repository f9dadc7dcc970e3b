using SkyScribe.Metrics.Meteor;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.TestSupport;

namespace SkyScribe.Metrics.Tests.Meteor;

public sealed class ParaphraseTableTests : IDisposable
{
    private static readonly string FullPath = Path.Combine(SharedFiles.Root, "src", "SkyScribe.Metrics.Paraphrases", "paraphrases-full.bin");

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-paraphrases-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PairCount_BothTables_IsThatOfTheSource()
    {
        Assert.Equal(444_501, ParaphraseTable.Captions.PairCount);
        Assert.Equal(5_274_084, FullParaphrases.Table.PairCount);
    }

    // A file's name says nothing: METEOR is named by what the table is.
    [Fact]
    public void Name_OfATable_IsThatOfItsContent()
    {
        string renamed = Path.Combine(_folder, "paraphrases-captions.bin");
        File.Copy(FullPath, renamed);
        Assert.Equal("full", ParaphraseTable.Open(renamed).Name);
        Assert.Equal("full", FullParaphrases.Table.Name);
        Assert.Equal("captions", ParaphraseTable.Captions.Name);
        Assert.Equal(MetricNames.Meteor, MeteorScorer.NameOf(FullParaphrases.Table));
        Assert.Equal(MetricNames.MeteorCaptions, MeteorScorer.NameOf(ParaphraseTable.Captions));
        Assert.Contains("5274084 pairs", FullParaphrases.Table.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchFile_SaysSo() => Assert.Contains(
        "nowhere.bin: there is no such file", Assert.Throws<FileNotFoundException>(() => ParaphraseTable.Open("nowhere.bin")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TargetsAt_EveryOneWordSource_DecodesToWordsOfTheTable()
    {
        var table = ParaphraseTable.Captions.Content;
        int[][][] lists = [.. Enumerable.Range(0, table.Words.Count).Select(word => table.Next(0, word)).Where(node => node >= 0)
            .Select(table.TargetsAt)];
        // Counted in METEOR's file: awk 'NR % 3 == 2 && NF == 1'.
        Assert.Equal(4_860, lists.Sum(list => list.Length));
        Assert.All(lists.SelectMany(list => list), target =>
        {
            Assert.InRange(target.Length, 1, 7);
            Assert.All(target, word => Assert.InRange(word, 0, table.Words.Count - 1));
        });
    }

    [Fact]
    public void TargetsAt_KnownPair_IsThereWithItsDirection()
    {
        var table = ParaphraseTable.Captions.Content;
        int node = table.Next(0, table.WordNumber("cars"));
        Assert.True(node > 0);
        Assert.Contains(table.TargetsAt(node), target => target.Length == 1 && target[0] == table.WordNumber("vehicles"));
        Assert.Equal(-1, table.WordNumber("no such word"));
    }

    [Fact]
    public void Open_TruncatedOrChangedFile_IsRefusedByName()
    {
        byte[] whole = File.ReadAllBytes(FullPath);
        Refused("short.bin", whole[..5_000_000]);
        Refused("empty.bin", []);
        Refused("magic.bin", [0, .. whole[1..]]);
        byte[] huge = [.. whole];
        huge[7] = 0x7F;
        Refused("words.bin", huge);
        byte[] codes = [.. whole];
        codes.AsSpan(1_000_000, 50_000).Fill(0xFF);
        codes.AsSpan(400_000, 50_000).Fill(0x18);
        Refused("codes.bin", codes);
    }

    private void Refused(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => ParaphraseTable.Open(path));
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
    }
}
