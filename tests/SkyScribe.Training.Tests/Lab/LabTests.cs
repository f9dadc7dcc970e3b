using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Metrics.Significance;
using SkyScribe.Training.Lab;
using SkyScribe.Training.Optimization;
using SkyScribe.Training.Tests.Optimization;

namespace SkyScribe.Training.Tests.Lab;

public sealed class LabTests
{
    [Fact]
    public void Read_CommittedPlans_AreValid()
    {
        string[] plans = Directory.GetFiles(Some.RepositoryPath("plans"), "*.json");
        Assert.NotEmpty(plans);
        foreach (string path in plans)
        {
            var plan = LabPlan.Read(path);
            Assert.Equal(Path.GetFileNameWithoutExtension(path), plan.Name);
            string[] files = [.. plan.Rows.SelectMany(row => row.Seeds.Select(row.FileName))];
            Assert.Equal(files.Length, files.Distinct().Count());   // else one run would hide another
        }
    }

    // A result under the plan's name must be of the plan's settings: a table says whose scores it shows.
    [Fact]
    public void Of_CommittedResults_HaveTheSettingsOfTheirPlans()
    {
        foreach (string path in Directory.GetFiles(Some.RepositoryPath("plans"), "*.json"))
        {
            var plan = LabPlan.Read(path);
            Assert.NotEmpty(LabTable.Of(plan, Some.RepositoryPath("docs/results/runs"), "val", new ResamplingOptions { Trials = 0 }));
        }
    }

    [Theory]
    [InlineData("{\"name\": \"two\"", "{\"name\": \"two\"}, {\"name\": \"TWO*\"", "'TWO*'")]
    [InlineData("[1, 2]", "[1, 1]", "each seed once")]
    [InlineData("\"one\"", "\"模型\"", "no letter")]
    [InlineData("{\"name\": \"one\"}", "null", "null")]
    [InlineData("\"ablation=b.\"", "\"seed=3\"", "seed=3")]
    [InlineData("\"name\": \"t\"", "\"name\": \"../t\"", "name")]
    [InlineData("epochs=1", "epochs=0", "run 'one'")]
    [InlineData("epochs=1", "epoch=1", "run 'one'")]
    [InlineData("\"rows\"", "\"lines\"", "lines")]
    [InlineData("{\"name\": \"one\"", "{\"nam\": \"one\"", "nam")]
    public void Read_WrongPlan_NamesThePlace(string right, string wrong, string named)
    {
        using var tiny = new TinyRun();
        string text = PlanText(tiny).Replace(right, wrong, StringComparison.Ordinal);
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, text);
        var problem = Assert.ThrowsAny<Exception>(() => LabPlan.Read(path));
        Assert.True(problem is CheckpointException or ArgumentException, problem.ToString());
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CutOffAndRunAgain_DoesEachRunOnceAndTheTableShowsThem()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json"), results = tiny.PathOf("results");
        File.WriteAllText(path, PlanText(tiny));
        var plan = LabPlan.Read(path);
        var runner = new LabRunner(plan, "", tiny.PathOf("work"), results);
        Assert.Equal(["one 1", "two 1", "two 2"], runner.Open().Select(run => $"{run.Row.Name} {run.Seed}"));
        Assert.Contains("not run", LabTable.Of(plan, results, "val", Few), StringComparison.Ordinal);

        using var cancel = new CancellationTokenSource();
        var watcher = new EventList(value =>
        {
            if (value is TrainingMessage { Text: var text } && text.Contains("two, seed 1", StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => runner.Run(watcher, cancel.Token));
        Assert.Equal(["two 1", "two 2"], runner.Open().Select(run => $"{run.Row.Name} {run.Seed}"));
        runner.Run(null, CancellationToken.None);
        Assert.Empty(runner.Open());
        var again = new EventList();
        new LabRunner(plan, "nowhere", tiny.PathOf("work"), results).Run(again, CancellationToken.None);   // in a clone with the results but no data
        Assert.Contains("nothing to do", Assert.Single(again.Events.OfType<TrainingMessage>()).Text, StringComparison.Ordinal);

        double[] cider = [.. new[] { 1, 2 }.Select(seed => JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "t", $"two-seed{seed}.json")))
            .RootElement.GetProperty("scores").GetProperty("val").GetProperty("CIDEr").GetDouble())];
        string table = LabTable.Of(plan, results, "val", Few);
        double mean = cider.Average(), deviation = Math.Abs(cider[0] - cider[1]) / Math.Sqrt(2);
        string[] lines = table.Split('\n');
        int column = Array.IndexOf(Cells(lines.First(line => line.StartsWith("| run |", StringComparison.Ordinal))), "CIDEr");
        string CellOf(string kind) => Cells(lines.First(line => line.StartsWith($"| two | {kind}", StringComparison.Ordinal)))[column];
        Assert.Equal("2.5000", CellOf("paper"));
        Assert.Equal(FormattableString.Invariant($"{mean:f4} ± {deviation:f4}"), CellOf("ours, mean ± sd of 2 seeds"));
        Assert.Equal(FormattableString.Invariant($"{mean - 2.5:+0.0000;-0.0000}"), CellOf("difference"));
        Assert.Contains(lines, line => line.StartsWith("Against one", StringComparison.Ordinal));

        Assert.Contains("split is 'tets'", Assert.Throws<ArgumentException>(() => LabTable.Of(plan, results, "tets", Few)).Message, StringComparison.Ordinal);

        // Whoever changes a row must not see the old one's scores under its name.
        var changed = plan with { Rows = [plan.Rows[0] with { Settings = ["ablation=b."] }] };
        Assert.Contains("b.", Assert.Throws<CheckpointException>(() => LabTable.Of(changed, results, "val", Few)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => new LabRunner(changed, "", tiny.PathOf("work"), results).Open());

        // "one" has no second seed: the two are compared on the first, with a p-value.
        double one = double.Parse(Cells(lines.First(line => line.StartsWith("| one | ours |", StringComparison.Ordinal)))[column], CultureInfo.InvariantCulture);
        string comparison = lines.First(line => line.StartsWith("| two (1 seed) |", StringComparison.Ordinal));
        Assert.Contains(Cells(comparison), cell => cell.StartsWith(FormattableString.Invariant($"{cider[0] - one:+0.0000;-0.0000} (0."), StringComparison.Ordinal)
            || cell.StartsWith(FormattableString.Invariant($"{cider[0] - one:+0.0000;-0.0000} (1."), StringComparison.Ordinal));
        var apart = plan with { Rows = [plan.Rows[0], plan.Rows[1] with { Seeds = [2] }] };
        Assert.DoesNotContain("| two (", LabTable.Of(apart, results, "val", Few), StringComparison.Ordinal);
        Assert.Contains("| one | ours |", LabTable.Of(plan, results, "test", Few), StringComparison.Ordinal);   // the toy set has a test split
        Assert.Equal(0x89, LabPlot.Png(plan, results, "val", "CIDEr")[0]);
        Assert.Contains("CIDEr", Assert.Throws<ArgumentException>(() => LabPlot.Png(plan, results, "val", "CIDER")).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "resume")]
    public void Run_RowsShareTheirFirstEpochs_TheSecondGoesOnFromTheFirstAndEndsWithTheSameBits()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, PlanText(tiny));
        var longer = new LabRow { Name = "longer", Settings = ["epochs=3", "selfCritical.epochs=1", "selfCritical.samples=2"] };
        var plan = LabPlan.Read(path) with { Rows = [new LabRow { Name = "other", Settings = ["ablation=b."] }, new LabRow { Name = "short", Settings = ["epochs=2"] }, longer, longer with { Name = "longer again" }] };
        string[] Texts(string work, params LabRow[] rows)
        {
            var watcher = new EventList();
            new LabRunner(plan with { Rows = rows.Length > 0 ? rows : plan.Rows }, "", tiny.PathOf(work), tiny.PathOf(work + "-results")).Run(watcher, CancellationToken.None);
            return [.. watcher.Events.OfType<TrainingMessage>().Select(message => message.Text)];
        }

        // "longer again" goes on from the short one too: the longer one has left it nothing to do.
        string[] together = Texts("together");
        Assert.Equal(2, together.Count(text => text.StartsWith($"its first epochs are those of {Path.Combine(tiny.PathOf("together"), "t", "short-seed1")}", StringComparison.Ordinal)));
        Assert.Equal(2, together.Count(text => text.StartsWith("its first epochs", StringComparison.Ordinal)));
        Assert.DoesNotContain(Texts("alone", longer), text => text.StartsWith("its first epochs", StringComparison.Ordinal));
        byte[] Weights(string work) => File.ReadAllBytes(Path.Combine(tiny.PathOf(work), "t", "longer-seed1", "last", "captioner.safetensors"));
        Assert.Equal(Weights("alone"), Weights("together"));
        Assert.Equal(
            RunFolder.ReadEpochs(Path.Combine(tiny.PathOf("alone"), "t", "longer-seed1")).Select(epoch => epoch.Loss.Caption),
            RunFolder.ReadEpochs(Path.Combine(tiny.PathOf("together"), "t", "longer-seed1")).Select(epoch => epoch.Loss.Caption));
    }

    [Fact]
    public void Run_InputsOfALaterRowAreMissing_SaysSoBeforeTheFirstRun()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, PlanText(tiny));
        var plan = LabPlan.Read(path);
        string Refusal(LabPlan wrong) => Assert.Throws<CheckpointException>(() => new LabRunner(wrong, "", tiny.PathOf("work"), tiny.PathOf("results")).Run(null, CancellationToken.None)).Message;
        Assert.Contains("none.safetensors", Refusal(plan with { Rows = [plan.Rows[0], plan.Rows[1] with { Weights = tiny.PathOf("none.safetensors") }] }), StringComparison.Ordinal);

        // Without splits each seed draws its own, and their scores are not of the same images.
        string unsplit = tiny.PathOf("unsplit.json");
        File.WriteAllText(unsplit, Regex.Replace(File.ReadAllText(tiny.Toy.CaptionFile), "\"split\": *\"[a-z]+\",?", ""));
        Assert.Contains("has no splits", Refusal(plan with { Captions = unsplit }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.PathOf("work")));
    }

    [Fact]
    public void Of_PublishedAndBorrowedRows_StandInTheTableAndAreNotRun()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json"), results = tiny.PathOf("results");
        File.WriteAllText(path, PlanText(tiny));
        var plan = LabPlan.Read(path) with
        {
            Name = "other",
            Rows = [new LabRow { Name = "theirs", Published = true, Paper = new Dictionary<string, double> { ["CIDEr"] = 3.25 } }, new LabRow { Name = "one", From = "t" }],
        };
        Assert.Empty(new LabRunner(plan, "", tiny.PathOf("work"), results).Open());
        string before = LabTable.Of(plan, results, "val", Few);
        Assert.Contains("| theirs | paper | 3.2500 |", before, StringComparison.Ordinal);
        Assert.Contains("| one | ours: not run |", before, StringComparison.Ordinal);
        var one = LabPlan.Read(path) with { Rows = [new LabRow { Name = "one" }] };
        new LabRunner(one, "", tiny.PathOf("work"), results).Run(null, CancellationToken.None);
        Assert.Contains("| one | ours | ", LabTable.Of(plan, results, "val", Few), StringComparison.Ordinal);
    }

    private static string[] Cells(string line) => [.. line.Split('|').Select(cell => cell.Trim())];

    private static ResamplingOptions Few => new() { Trials = 20 };

    private static string PlanText(TinyRun tiny)
    {
        string settings = string.Join(", ", new[] { "hiddenSize=16", "embeddingSize=8", "classifierSize=16", "epochs=1", "attributeThreshold=5", "batchImages=5", "threads=1" }.Select(text => $"\"{text}\""));
        return $$$"""
            {
              "name": "t", "title": "A table", "preset": "toy", "captions": {{{JsonSerializer.Serialize(tiny.Toy.CaptionFile)}}}, "images": {{{JsonSerializer.Serialize(tiny.Toy.ImageFolder)}}},
              "settings": [{{{settings}}}],
              "rows": [{"name": "one"}, {"name": "two", "seeds": [1, 2], "settings": ["ablation=b."], "paper": {"CIDEr": 2.5}}]
            }
            """;
    }
}
