using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SkyScribe.IO;
using SkyScribe.Metrics.Significance;
using SkyScribe.TestSupport;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Tests;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Lab.Tests;

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

    [Fact]
    public void Read_CommittedPlans_BorrowRowsThatAreRunWithTheSameSettings()
    {
        var plans = Directory.GetFiles(Some.RepositoryPath("plans"), "*.json").Select(LabPlan.Read).ToDictionary(plan => plan.Name);
        var borrowed = plans.Values.SelectMany(plan => plan.Rows.Where(row => row.From is not null).Select(row => (Plan: plan, Row: row))).ToArray();
        Assert.NotEmpty(borrowed);
        foreach (var (plan, row) in borrowed)
        {
            var home = plans[row.From!];
            var source = Assert.Single(home.Rows, other => other.Name == (row.FromRow ?? row.Name) && other.From is null);
            Assert.Null(ResumedOptions.Difference(home.OptionsOf(source, 1), plan.OptionsOf(row, 1)));
            Assert.Equal(source.FileName(1), row.FileName(1));
            Assert.Subset(source.Seeds.ToHashSet(), row.Seeds.ToHashSet());
        }
    }

    // Table VIII has no plan: lab study efficiency makes it.
    [Theory]
    [InlineData("UCM", "I", "II", "V", "VI", "VII", "IX")]
    [InlineData("Sydney-Captions", "I", "III", "V", "VI", "VII", "IX")]
    [InlineData("RSICD", "I", "IV", "V", "VI", "VII", "IX")]
    public void Read_CommittedPlans_HaveEveryTableOfThePaper(string dataset, params string[] tables)
    {
        string[] titles = [.. Directory.GetFiles(Some.RepositoryPath("plans"), "*.json").Select(path => LabPlan.Read(path).Title)];
        Assert.All(tables, table => Assert.Contains(titles, title => title.StartsWith($"Table {table} on {dataset}", StringComparison.Ordinal)
            || title.StartsWith($"Table {table}: {dataset}", StringComparison.Ordinal)));
        Assert.Contains(titles, title => title.StartsWith($"Table V on {dataset} with the paper's own schedule", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_CommittedPlansAndResults_IsTheCommittedPage()
    {
        string page = Some.RepositoryPath("docs/results/plans.md");
        Assert.Equal(
            LabStatus.Of([Some.RepositoryPath("plans")], Some.RepositoryPath("docs/results/runs"), Some.RepositoryPath("docs/results/tables"), page),
            File.ReadAllText(page).ReplaceLineEndings("\n"));
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
    [InlineData("{\"name\": \"one\"", "{\"name\": \"one\", \"fromRow\": \"two\"", "fromRow")]
    [InlineData("{\"name\": \"one\"", "{\"name\": \"one\", \"id\": \"../one\"", "'../one'")]
    [InlineData("{\"name\": \"one\"", "{\"name\": \"one\", \"id\": \"an-id-of-more-than-thirty-two-signs\"", "id is")]
    [InlineData("{\"name\": \"one\"", "{\"name\": \"one\", \"id\": \"Two\"", "Two-seed1")]
    [InlineData("{\"name\": \"one\"", "{\"name\": \"one\", \"weightsFrom\": \"somewhere\"", "weightsFrom")]
    public void Read_WrongPlan_NamesThePlace(string right, string wrong, string named)
    {
        using var tiny = new TinyRun();
        string text = PlanText(tiny).Replace(right, wrong, StringComparison.Ordinal);
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, text);
        var problem = Assert.ThrowsAny<Exception>(() => LabPlan.Read(path));
        Assert.True(problem is SkyScribeException, problem.ToString());
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

        Assert.Contains("split is 'tets'", Assert.Throws<OptionException>(() => LabTable.Of(plan, results, "tets", Few)).Message,
            StringComparison.Ordinal);

        // Whoever changes a row must not see the old one's scores under its name.
        var changed = plan with { Rows = [plan.Rows[0] with { Settings = ["ablation=b."] }] };
        Assert.Contains("b.", Assert.Throws<CheckpointException>(() => LabTable.Of(changed, results, "val", Few)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => new LabRunner(changed, "", tiny.PathOf("work"), results).Open());

        // "one" has no second seed: the two are compared on the first, with a p-value.
        double one = double.Parse(
            Cells(lines.First(line => line.StartsWith("| one | ours |", StringComparison.Ordinal)))[column], CultureInfo.InvariantCulture);
        string comparison = lines.First(line => line.StartsWith("| two (1 seed) |", StringComparison.Ordinal));
        Assert.Contains(Cells(comparison),
            cell => cell.StartsWith(FormattableString.Invariant($"{cider[0] - one:+0.0000;-0.0000} (0."), StringComparison.Ordinal)
            || cell.StartsWith(FormattableString.Invariant($"{cider[0] - one:+0.0000;-0.0000} (1."), StringComparison.Ordinal));
        var apart = plan with { Rows = [plan.Rows[0], plan.Rows[1] with { Seeds = [2] }] };
        Assert.DoesNotContain("| two (", LabTable.Of(apart, results, "val", Few), StringComparison.Ordinal);
        Assert.Contains("| one | ours |", LabTable.Of(plan, results, "test", Few), StringComparison.Ordinal);   // the toy set has a test split
        Assert.Equal(0x89, LabPlot.Png(plan, results, "val", "CIDEr")[0]);
        Assert.Contains("CIDEr", Assert.Throws<OptionException>(() => LabPlot.Png(plan, results, "val", "CIDER")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SpiceJarIsGiven_SpiceIsAColumnOfTheTable()
    {
        using var tiny = new TinyRun();
        using var java = FakeJava.Scoring("0.25");
        string path = tiny.PathOf("plan.json"), results = tiny.PathOf("results");
        File.WriteAllText(path, PlanText(tiny));
        var plan = LabPlan.Read(path);
        plan = plan with { Rows = [plan.Rows[0] with { Paper = new Dictionary<string, double> { ["SPICE"] = 0.2 } }] };
        Assert.Contains("none.jar", Assert.Throws<FileNotFoundException>(
            () => new LabRunner(plan, "", tiny.PathOf("work"), results, "none.jar").Run(null, CancellationToken.None)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.PathOf("work")));   // before the training, not after it
        Assert.Empty(new LabRunner(plan, "", tiny.PathOf("work"), results, java.Jar).Run(null, CancellationToken.None));
        string[] tables = LabTable.Of(plan, results, "val", Few).Split("\nContent, ");
        Assert.Contains("| SceneObjects_P | SceneObjects_R |", tables[1], StringComparison.Ordinal);
        string[] lines = tables[0].Split('\n');
        int column = Array.IndexOf(Cells(lines.First(line => line.StartsWith("| run |", StringComparison.Ordinal))), "SPICE");
        string[] cells = [.. lines.Where(line => line.StartsWith("| one |", StringComparison.Ordinal)).Select(line => Cells(line)[column])];
        Assert.Equal(["0.2000", "0.2500", "+0.0500"], cells);
    }

    [Fact]
    [Trait("Kind", "resume")]
    public void Run_RowsShareTheirFirstEpochs_TheSecondGoesOnFromTheFirstAndEndsWithTheSameBits()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, PlanText(tiny));
        var longer = new LabRow { Name = "longer", Settings = ["epochs=3", "selfCritical.epochs=1", "selfCritical.samples=2"] };
        var plan = LabPlan.Read(path) with { Rows = [new LabRow { Name = "other", Settings = ["ablation=b."] },
            new LabRow { Name = "short", Settings = ["epochs=2"] }, longer, longer with { Name = "longer again" }] };
        string[] Texts(string work, params LabRow[] rows)
        {
            var watcher = new EventList();
            new LabRunner(plan with { Rows = rows.Length > 0 ? rows : plan.Rows }, "", tiny.PathOf(work), tiny.PathOf(work + "-results")).Run(
                watcher, CancellationToken.None);
            return [.. watcher.Events.OfType<TrainingMessage>().Select(message => message.Text)];
        }

        // "longer again" goes on from the short one too: the longer one has left it nothing to do.
        string[] together = Texts("together");
        Assert.Equal(2, together.Count(text => text.StartsWith(
            $"its first epochs are those of {Path.Combine(tiny.PathOf("together"), "t", "short-seed1")}", StringComparison.Ordinal)));
        Assert.Equal(2, together.Count(text => text.StartsWith("its first epochs", StringComparison.Ordinal)));
        Assert.DoesNotContain(Texts("alone", longer), text => text.StartsWith("its first epochs", StringComparison.Ordinal));
        byte[] Weights(string work) => File.ReadAllBytes(Path.Combine(tiny.PathOf(work), "t", "longer-seed1", "last", "captioner.safetensors"));
        Assert.Equal(Weights("alone"), Weights("together"));
        Assert.Equal(
            RunFolder.ReadEpochs(Path.Combine(tiny.PathOf("alone"), "t", "longer-seed1")).Select(epoch => epoch.Loss.Caption),
            RunFolder.ReadEpochs(Path.Combine(tiny.PathOf("together"), "t", "longer-seed1")).Select(epoch => epoch.Loss.Caption));
    }

    [Fact]
    public void Run_DataAreMissing_SaysSoBeforeTheFirstRun()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json");
        File.WriteAllText(path, PlanText(tiny));
        var plan = LabPlan.Read(path);
        string Refusal(LabPlan wrong) => Assert.Throws<CheckpointException>(
            () => new LabRunner(wrong, "", tiny.PathOf("work"), tiny.PathOf("results")).Run(null, CancellationToken.None)).Message;
        Assert.Contains("no-glove.txt", Refusal(plan with { Glove = tiny.PathOf("no-glove.txt") }), StringComparison.Ordinal);
        Assert.Contains("no-images", Refusal(plan with { Images = tiny.PathOf("no-images") }), StringComparison.Ordinal);

        // Without splits each seed draws its own, and their scores are not of the same images.
        string unsplit = tiny.PathOf("unsplit.json");
        File.WriteAllText(unsplit, Regex.Replace(File.ReadAllText(tiny.Toy.CaptionFile), "\"split\": *\"[a-z]+\",?", ""));
        Assert.Contains("has no splits", Refusal(plan with { Captions = unsplit }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.PathOf("work")));
    }

    [Fact]
    public void Run_WeightsOfTwoRowsAreMissingOrOfAnotherNetwork_TheOthersAreRunAndEachIsNamed()
    {
        using var tiny = new TinyRun();
        string path = tiny.PathOf("plan.json"), results = tiny.PathOf("results"), wrong = tiny.PathOf("wrong.safetensors");
        File.WriteAllText(path, PlanText(tiny));
        using (var other = ImageEncoder.Create("alexnet"))
        {
            other.SaveWeights(wrong);
        }

        string[] ablation = ["ablation=b."];
        var plan = LabPlan.Read(path) with
        {
            Rows =
            [
                new LabRow { Name = "missing", Weights = tiny.PathOf("small-0123.pth"), WeightsFrom = "torchvision's Small_Weights.IMAGENET1K_V1",
                Settings = ablation },
                new LabRow { Name = "wrong", Weights = wrong, Settings = ablation },
                new LabRow { Name = "good", Settings = ablation },
            ],
        };
        var watcher = new EventList();
        var failures = new LabRunner(plan, "", tiny.PathOf("work"), results).Run(watcher, CancellationToken.None);
        Assert.Equal(["missing", "wrong"], failures.Select(failure => failure.Row.Name));
        Assert.Contains("small-0123.pth: there is no such file; it comes from torchvision's Small_Weights.IMAGENET1K_V1", failures[0].Reason,
            StringComparison.Ordinal);
        Assert.Contains("another network", failures[1].Reason, StringComparison.Ordinal);
        var texts = watcher.Events.OfType<TrainingMessage>().Where(message => message.IsWarning).Select(message => message.Text).ToArray();
        Assert.StartsWith("left out: 'missing'", texts[0], StringComparison.Ordinal);
        Assert.Contains(texts, text => text.StartsWith("failed: wrong, seed 1", StringComparison.Ordinal));
        Assert.Equal(["good-seed1.json", "scores.zip"],
            Directory.GetFiles(Path.Combine(results, "t")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // What is missing stands on the page of all plans too.
        string file = tiny.PathOf("page-plan.json");
        StrictJson.Write(file, plan with { NotRun = "For a reason." });
        string page = LabStatus.Of([file], results, tiny.PathOf("tables"), tiny.PathOf("page.md"));
        Assert.Contains("| [t](page-plan.json) | A table | partly run | 1 of 3 |", page, StringComparison.Ordinal);
        Assert.Contains("For a reason. Missing:", page, StringComparison.Ordinal);
        Assert.Contains("small-0123.pth`, from torchvision's Small_Weights.IMAGENET1K_V1", page, StringComparison.Ordinal);
        Assert.Contains("name is 't'", Assert.Throws<CheckpointException>(() => LabStatus.Of([file, path], results, tiny.PathOf("tables"))).Message,
            StringComparison.Ordinal);
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
            Rows = [new LabRow { Name = "theirs", Published = true, Paper = new Dictionary<string, double> { ["CIDEr"] = 3.25 } },
            new LabRow { Name = "one", From = "t" }, new LabRow { Name = "uno", From = "u", FromRow = "one" }],
        };
        Assert.Empty(new LabRunner(plan, "", tiny.PathOf("work"), results).Open());
        string before = LabTable.Of(plan, results, "val", Few);
        Assert.Contains("| theirs | paper | 3.2500 |", before, StringComparison.Ordinal);
        Assert.Contains("| one | ours: not run |", before, StringComparison.Ordinal);
        var one = LabPlan.Read(path) with { Rows = [new LabRow { Name = "one" }] };
        new LabRunner(one, "", tiny.PathOf("work"), results).Run(null, CancellationToken.None);
        Assert.Contains("| one | ours | ", LabTable.Of(plan, results, "val", Few), StringComparison.Ordinal);
        Assert.Contains("| uno | ours: not run |", LabTable.Of(plan, results, "val", Few), StringComparison.Ordinal);
        var renamed = plan with { Rows = [new LabRow { Name = "uno", From = "t", FromRow = "one" }] };
        string table = LabTable.Of(renamed, results, "val", Few);
        Assert.Contains("| uno | ours | ", table, StringComparison.Ordinal);
        Assert.Contains("\n- uno: ", table, StringComparison.Ordinal);
    }

    private static string[] Cells(string line) => [.. line.Split('|').Select(cell => cell.Trim())];

    private static ResamplingOptions Few => new() { Trials = 20 };

    private static string PlanText(TinyRun tiny)
    {
        string settings = string.Join(", ", new[] { "hiddenSize=16", "embeddingSize=8", "classifierSize=16", "epochs=1", "attributeThreshold=5",
            "batchImages=5", "threads=1" }.Select(text => $"\"{text}\""));
        return $$$"""
            {
              "name": "t", "title": "A table", "preset": "toy", "captions": {{{JsonSerializer.Serialize(tiny.Toy.CaptionFile)}}}, "images": {{{JsonSerializer.Serialize(tiny.Toy.ImageFolder)}}},
              "settings": [{{{settings}}}],
              "rows": [{"name": "one"}, {"name": "two", "seeds": [1, 2], "settings": ["ablation=b."], "paper": {"CIDEr": 2.5}}]
            }
            """;
    }
}
