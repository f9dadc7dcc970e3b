using System.Text.Json;
using SkyScribe.Training.Checkpoints;
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

    [Theory]
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
        Assert.Contains("not run", LabTable.Of(plan, results, "val"), StringComparison.Ordinal);

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

        double[] cider = [.. new[] { 1, 2 }.Select(seed => JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "t", $"two-seed{seed}.json")))
            .RootElement.GetProperty("scores").GetProperty("val").GetProperty("CIDEr").GetDouble())];
        string table = LabTable.Of(plan, results, "val");
        string line = table.Split('\n').Single(row => row.StartsWith("| two | CIDEr |", StringComparison.Ordinal));
        double mean = cider.Average(), deviation = Math.Abs(cider[0] - cider[1]) / Math.Sqrt(2);
        Assert.Equal(FormattableString.Invariant($"| two | CIDEr | 2.5000 | {mean:f4} | {mean - 2.5:+0.0000;-0.0000} | {deviation:f4} | 2 |"), line);
        Assert.Contains("| one | CIDEr |", LabTable.Of(plan, results, "test"), StringComparison.Ordinal);   // the toy set has a test split
    }

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
