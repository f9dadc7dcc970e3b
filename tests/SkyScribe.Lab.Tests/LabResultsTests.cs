using System.Text;
using System.Text.Json;
using SkyScribe.Datasets.Scores;
using SkyScribe.IO;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Significance;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Tests;

namespace SkyScribe.Lab.Tests;

public sealed class LabResultsTests : IDisposable
{
    private const int MostBytes = 4 * 1024;
    private const string LongName = "a row, whose name says all that it changes, and what it does after that, so that no file could have it";

    private static readonly LabPlan Plan = new()
    {
        Name = "p",
        Title = "A table",
        Preset = "toy",
        Captions = "c.json",
        Images = "images",
        Rows = [new LabRow { Name = "b.+sg/s" }, new LabRow { Name = LongName, Seeds = [1, 2], Settings = ["epochs=3"] },
        new LabRow { Name = LongName + " either", Id = "either", Settings = ["epochs=4"] }],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-results-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CommittedResults_AreSmallAndHaveShortNames()
    {
        string[] files = Directory.GetFiles(Some.RepositoryPath("docs/results/runs"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(Path.GetFileName(file).Length <= LabRow.MaxIdLength + 16, file));
        Assert.All(files.Where(file => Path.GetFileName(file) != "scores.zip"), file =>
        {
            Assert.EndsWith(".json", file, StringComparison.Ordinal);
            Assert.True(new FileInfo(file).Length <= MostBytes, file);
        });

        // Each belongs to a row of a plan.
        var store = new LabResults(Some.RepositoryPath("docs/results/runs"));
        var known = LabPlan.FilesIn(Some.RepositoryPath("plans")).Select(LabPlan.Read)
            .SelectMany(plan => plan.Rows.Where(row => !row.Published).SelectMany(row => row.Seeds.Select(seed => store.PathOf(plan, row, seed))))
            .OfType<string>().Select(Path.GetFullPath).ToHashSet();
        Assert.Empty(files.Where(file => Path.GetFileName(file) != "scores.zip").Select(Path.GetFullPath).Except(known));
    }

    [Fact]
    public void FileName_OfAnyRow_IsShortAndItsOwn()
    {
        string[] names = [.. Plan.Rows.Select(row => row.FileName(1))];
        Assert.Equal("b__sg_s-seed1", names[0]);
        Assert.StartsWith("a_row__whose_name_says_", names[1], StringComparison.Ordinal);
        Assert.Equal(LabRow.MaxIdLength + "-seed1".Length, names[1].Length);
        Assert.Equal("either-seed1", names[2]);
        Assert.NotEqual(names[1], new LabRow { Name = LongName + "!" }.FileName(1));
    }

    [Fact]
    public void Write_ResultWithEveryMetricOfTwoSplits_IsSmallAndComesBack()
    {
        var store = new LabResults(_folder);
        var row = Plan.Rows[1];
        LabResult result = Result(row, 2, [.. MetricNames.All, MetricNames.Spice]);
        store.Write(Plan, row, result, new Dictionary<string, byte[]> { ["val"] = Scores(0.25), ["test"] = Scores(0.5) });
        Assert.True(new FileInfo(Path.Combine(_folder, "p", row.FileName(2) + ".json")).Length <= MostBytes);
        LabResult read = store.Find(Plan, row, 2)!;
        Assert.Equal(JsonSerializer.Serialize(result, StrictJson.Options), JsonSerializer.Serialize(read, StrictJson.Options));
        Assert.Equal(0.5, store.Scores(Plan, row, 2, "test").Corpus["CIDEr"]);
        Assert.Equal(["a_row__whose_name_says_" + row.FileName(2)[23..] + ".json", "scores.zip"], Files());
        Assert.Null(store.Find(Plan, row, 1));
    }

    [Fact]
    public void Pack_ResultsOfOlderVersions_AreReadBeforeAndAfterAndGiveTheSameTable()
    {
        foreach (var row in Plan.Rows)
        {
            foreach (ulong seed in row.Seeds)
            {
                WriteOld(row, seed);
            }
        }

        string[] old = Files();
        var few = new ResamplingOptions { Trials = 20 };
        string before = LabTable.Of(Plan, _folder, "val", few);
        Assert.DoesNotContain("not run", before, StringComparison.Ordinal);
        var store = new LabResults(_folder);
        Assert.Equal(4, store.Pack(Plan));
        Assert.Equal(["a_row__whose_name_says_" + Plan.Rows[1].FileName(1)[23..] + ".json", "a_row__whose_name_says_" + Plan.Rows[1].FileName(2)[23..]
            + ".json", "b__sg_s-seed1.json", "either-seed1.json", "scores.zip"], Files());
        Assert.Equal(before, LabTable.Of(Plan, _folder, "val", few));
        Assert.Equal(0, store.Pack(Plan));
        Assert.Equal(4, ScoreArchive.Names(Path.Combine(_folder, "p", "scores.zip")).Count);
        Assert.Equal(8, old.Length);
    }

    // Stopped between the archive and the removal of the old files, it goes on where it was.
    [Fact]
    public void Pack_StoppedHalfway_CanBeRunAgain()
    {
        WriteOld(Plan.Rows[0], 1);
        WriteOld(Plan.Rows[2], 1);
        var store = new LabResults(_folder);
        store.Write(Plan, Plan.Rows[2], Result(Plan.Rows[2], 1, ["CIDEr"]), new Dictionary<string, byte[]> { ["val"] = Scores(0.75) });
        Assert.Equal(1, store.Pack(Plan with { Rows = [Plan.Rows[0]] }));
        Assert.Equal(0.75, store.Scores(Plan, Plan.Rows[2], 1, "val").Corpus["CIDEr"]);
        Assert.Contains("b__sg_s-seed1.json", Files());
    }

    [Fact]
    public void Scores_Missing_AreNamed()
    {
        var store = new LabResults(_folder);
        store.Write(Plan, Plan.Rows[0], Result(Plan.Rows[0], 1, ["CIDEr"]), new Dictionary<string, byte[]>());
        Assert.Contains("b__sg_s-seed1.val.scores.json", Assert.Throws<CheckpointException>(
            () => LabTable.Of(Plan, _folder, "val", new ResamplingOptions { Trials = 0 })).Message, StringComparison.Ordinal);

        // Nothing is removed whose scores are not there.
        string path = Path.Combine(_folder, "p", Plan.Rows[2].OldFileName(1) + ".json");
        StrictJson.Write(path, Result(Plan.Rows[2], 1, ["CIDEr"]));
        Assert.Throws<CheckpointException>(() => store.Pack(Plan with { Rows = [Plan.Rows[2]] }));
        Assert.True(File.Exists(path));
    }

    private string[] Files() =>
        [.. Directory.GetFiles(Path.Combine(_folder, "p")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    // The layout before: indented, a file named by the whole row, the scores beside it.
    private void WriteOld(LabRow row, ulong seed)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "p")).FullName, row.OldFileName(seed) + ".json");
        StrictJson.Write(path, Result(row, seed, ["CIDEr"]));
        File.WriteAllBytes(Path.ChangeExtension(path, ".val.scores.json"), Scores(0.5 + (0.01 * seed)));
    }

    private static LabResult Result(LabRow row, ulong seed, IEnumerable<string> metrics)
    {
        IReadOnlyDictionary<string, double> scores = metrics.ToDictionary(metric => metric, _ => 0.12345678901234567);
        return new LabResult
        {
            Plan = Plan.Name,
            Row = row.Name,
            Options = Plan.OptionsOf(row, seed),
            Provenance = new string('p', 200),
            Machine = "Intel(R) Xeon(R) Processor, 2 threads, AVX-512, Debian GNU/Linux 12 (bookworm)",
            Software = "0.1.0+6701f4134c20000cc55f65ad4b803f930bfc3b33",
            TrainingSeconds = 652.8622216,
            Captions = 151200,
            BestEpoch = 13,
            LastCaptionLoss = 0.4185158850350366,
            Scores = new Dictionary<string, IReadOnlyDictionary<string, double>> { ["val"] = scores, ["test"] = scores }.Where(
            split => split.Key == "val" || scores.Count > 1).ToDictionary(),
        };
    }

    private static byte[] Scores(double corpus) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        corpus = new { CIDEr = corpus },
        per_image = new { a = new { CIDEr = corpus - 0.1 }, b = new { CIDEr = corpus + 0.1 } },
    }));
}
