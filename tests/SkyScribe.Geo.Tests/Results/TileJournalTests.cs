using SkyScribe.Geo.Results;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;

namespace SkyScribe.Geo.Tests.Results;

public sealed class TileJournalTests : IDisposable
{
    private static readonly Dictionary<string, string> Settings = new() { ["model"] = "a" };
    private readonly TestFolder _folder = new();

    private string File => _folder.PathOf("a.gpkg.part");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_AreReadAsTheyWereAdded()
    {
        TileRecord[] records = [new() { Raster = 1, Tile = 7, Caption = "\"é\n", ValidShare = 0.5, Confidence = 0.25, IsOutOfDomain = false,
            Attributes = ["x"], Probabilities = [0.1] }, new() { Tile = 8, Count = 9 }, new() { Tile = 17, Problem = "p" }];
        using (var journal = TileJournal.Open(File, resume: false, Settings))
        {
            records.ToList().ForEach(journal.Add);
            journal.Flush();
        }

        var read = TileJournal.Read(File).ToArray();
        Assert.Equal(records.Select(Shown), read.Select(Shown));
        Assert.Equal((9, true), (read[1].Count, read[1].IsEmpty));
    }

    [Fact]
    public void Journal_CutOffWithinALine_ContinuesAfterTheLastWholeOne()
    {
        Made(3);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            System.IO.File.WriteAllBytes(File, bytes[..cut]);
            using (var journal = TileJournal.Open(File, resume: true, Settings))
            {
                for (long next = (journal.Last?.Tile ?? -1) + 1; next < 3; next++)
                {
                    journal.Add(new TileRecord { Tile = next, Caption = "c" });
                }

                journal.Flush();
            }

            Assert.Equal(bytes, System.IO.File.ReadAllBytes(File));
        }
    }

    [Fact]
    public void Journal_OfAnotherModel_IsRefusedByName()
    {
        Made(1);
        var problem = Assert.Throws<OptionException>(() => TileJournal.Open(File, resume: true, new Dictionary<string, string> { ["model"] = "b" }));
        Assert.Contains("model 'a', this run has 'b'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_ThatIsThere_IsNotWrittenOver()
    {
        Made(1);
        Assert.Contains("--resume", Assert.Throws<OptionException>(() => TileJournal.Open(File, resume: false, Settings)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello\nworld\n")]
    [InlineData("{\"model\":\"a\"}\nnull\n")]
    [InlineData("{\"model\":\"a\"}\n{\"t\":\"x\"}\n")]
    public void File_OfSomethingElse_IsRefused(string text)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.Throws<OptionException>(() => TileJournal.Open(File, resume: true, Settings).Dispose());
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    private void Made(int records)
    {
        using var journal = TileJournal.Open(File, resume: false, Settings);
        for (int i = 0; i < records; i++)
        {
            journal.Add(new TileRecord { Tile = i, Caption = "c" });
        }

        journal.Flush();
    }

    private static string Shown(TileRecord record) =>
        $"{record with { Attributes = [], Probabilities = [] }} {string.Join(',', record.Attributes)} {string.Join(',', record.Probabilities)}";
}
