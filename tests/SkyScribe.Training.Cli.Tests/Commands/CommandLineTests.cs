using System.Text.Json;
using SkyScribe.Training.Model;
using SkyScribe.Training.Training;
using SkyScribe.Cli;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>The commands from end to end on a few toy images, in this process.</summary>
[Collection("console")]
public sealed class CommandLineTests(TrainedToy toy)
{
    private readonly TrainedToy _toy = toy;

    [Fact]
    public void Train_Toy_PrintsSettingsLabelsAndTestCaptions()
    {
        Assert.Contains("\"hiddenSize\": 16", _toy.Training, StringComparison.Ordinal);
        Assert.Contains("attributes: ", _toy.Training, StringComparison.Ordinal);
        Assert.Contains("epoch 1 done", _toy.Training, StringComparison.Ordinal);
        Assert.Contains("test images, which training never saw", _toy.Training, StringComparison.Ordinal);
    }

    [Fact]
    public void Caption_Json_HasTheStatedFields()
    {
        string image = Directory.GetFiles(_toy.Images)[0];
        var (code, output, _) = CommandLine.Run("caption", image, "--model", _toy.Model, "--format", "json");
        Assert.Equal(0, code);
        using var line = JsonDocument.Parse(output);
        Assert.Equal(image, line.RootElement.GetProperty("image").GetString());
        Assert.Equal(JsonValueKind.String, line.RootElement.GetProperty("caption").ValueKind);
        Assert.True(line.RootElement.GetProperty("logProbability").GetDouble() < 0);
        var attribute = line.RootElement.GetProperty("attributes")[0];
        Assert.InRange(attribute.GetProperty("probability").GetDouble(), 0, 1);
        Assert.Equal(JsonValueKind.True, attribute.GetProperty("sampled").ValueKind);
        Assert.Equal(2, line.RootElement.GetProperty("alternatives").GetArrayLength());
    }

    [Fact]
    public void Caption_OneBadFile_IsReportedAndTheOthersGoOn()
    {
        string bad = Path.Combine(_toy.Folder, "bad.png"), maps = Path.Combine(_toy.Folder, "maps");
        File.WriteAllText(bad, "no picture at all");
        string[] images = Directory.GetFiles(_toy.Images).Take(2).ToArray();
        var (code, output, error) =
            CommandLine.Run("caption", images[0], bad, images[1], "--model", _toy.Model, "--format", "csv", "--explain", maps);
        Assert.Equal(ExitCode.SomeFailed, code);
        Assert.Contains(bad, error, StringComparison.Ordinal);
        Assert.Contains("1 of 3 images", error, StringComparison.Ordinal);
        string[] lines = output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);   // a header, a caption, the error, a caption
        Assert.StartsWith($"{bad},,,,,,", lines[2], StringComparison.Ordinal);
        Assert.All([lines[1], lines[3]], line => Assert.EndsWith(",", line, StringComparison.Ordinal));
        Assert.Equal(2, Directory.GetFiles(maps, "*.attention.png").Length);
    }

    [Fact]
    public void Evaluate_TestSplit_ReportsScoresWithTheirProvenance()
    {
        string report = Path.Combine(_toy.Folder, "report.json"), captions = Path.Combine(_toy.Folder, "captions.json");
        var (code, output, _) = CommandLine.Run("evaluate", "--model", _toy.Model, "--data", _toy.Captions, "--images", _toy.Images, "--split",
            "test", "--out", report, "--captions-out", captions);
        Assert.Equal(0, code);
        Assert.Contains("CIDEr", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        foreach (string field in new[] { "split", "datasetHash", "modelHash", "beamSize", "seed", "selectedOn", "provenance", "diversity",
            "intervals", "corpus", "per_image" })
        {
            Assert.True(json.RootElement.TryGetProperty(field, out _), field);
        }

        using var results = JsonDocument.Parse(File.ReadAllText(captions));
        Assert.Equal(json.RootElement.GetProperty("images").GetInt32(), results.RootElement.GetArrayLength());
        Assert.True(results.RootElement[0].TryGetProperty("image_id", out _));
    }

    [Theory]
    [InlineData("hidenSize=3", "model.hiddenSize")]
    [InlineData("margin=wide", "model.margin")]
    public void Train_BadSetting_IsAUsageError(string change, string expected)
    {
        var (code, _, error) = CommandLine.Run([.. _toy.TrainArguments(Path.Combine(_toy.Folder, "other")), "--set", change]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FolderThatAnotherProcessTrainsInto_IsRefusedAndSaysWhich()
    {
        string run = Path.Combine(_toy.Folder, "shared-run");
        using (ProcessLock.Take(run))
        {
            var (code, _, error) = CommandLine.Run([.. _toy.TrainArguments(run)]);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains($"process {Environment.ProcessId}", error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(run));
        Assert.False(File.Exists(run + ".lock"));
    }

    [Fact]
    public void Train_LeftoversOfAKilledRun_AreDeletedAtTheNextStart()
    {
        string run = Path.Combine(_toy.Folder, "killed-run"), left = Path.Combine(run, "options.json.99999999.tmp");
        Directory.CreateDirectory(run);
        File.WriteAllText(left, "{");
        var (code, _, error) = CommandLine.Run([.. _toy.TrainArguments(run)]);
        Assert.True(code == 0, error);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Train_FolderWithAnotherRun_IsRefused()
    {
        var (code, _, error) = CommandLine.Run([.. _toy.TrainArguments(_toy.Model)]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("--resume", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PlainEngineOnTheCpu_TrainsAndRemembersBoth()
    {
        string folder = Path.Combine(_toy.Folder, "plain");
        var (code, output, error) = CommandLine.Run([.. _toy.TrainArguments(folder), "--set", "engine=plain", "--device", "cpu"]);
        Assert.True(code == 0, error);
        Assert.Contains("best: epoch 1", output, StringComparison.Ordinal);
        string options = File.ReadAllText(Path.Combine(folder, "options.json"));
        Assert.Contains("\"engine\": \"Plain\"", options, StringComparison.Ordinal);
        Assert.Contains("\"device\": \"cpu\"", options, StringComparison.Ordinal);
        var other = CommandLine.Run([.. _toy.TrainArguments(folder), "--resume"]);
        Assert.Equal(ExitCode.BadInput, other.Code);
        Assert.Contains("\"engine\": \"Plain\", this command has \"engine\": \"Fast\"", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caption", "x.png", "--model", "no-such-folder")]
    [InlineData("evaluate", "--model", "no-such-folder", "--data", "x.json", "--images", "y")]
    [InlineData("train", "--preset", "ucm")]
    [InlineData("train", "--preset", "none")]
    [InlineData("train", "--preset", "ucm", "--data", "no-such.json", "--images", "nowhere", "--encoder", "small-cnn", "--out", "never-made")]
    [InlineData("train", "--preset", "ucm", "--device", "gpu", "--out", "never-made")]
    [InlineData("train", "--preset", "toy", "--device", "cuda:0", "--out", "never-made")]
    [InlineData("train", "--preset", "toy", "--device", "cuda:0", "--set", "engine=plain", "--out", "never-made")]
    public void AnyCommand_BadInput_IsOneLineAndExitCodeTwo(params string[] arguments)
    {
        var (code, _, error) = CommandLine.Run(arguments);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("never-made"));
    }

    [Fact]
    public void Watcher_NoTerminal_WritesPlainLines()
    {
        using var output = new StringWriter();
        using (var watcher = new TrainingWatcher(output, isLive: false))
        {
            watcher.Report(new StepProgress(2, 30, 5, 168, new LossParts(4.5, 0.5, 0.25, 100), 120, TimeSpan.FromSeconds(3700)));
            watcher.Report(new TrainingMessage("a label was dropped", IsWarning: true));
        }

        Assert.Equal(
            "epoch 2/30  step 5/168  loss 5.250 (caption 4.500, attributes 0.500, contrast 0.250)  120 rows/s  ETA 1:01:40" + Environment.NewLine
            + "warning: a label was dropped" + Environment.NewLine,
            output.ToString());
    }
}
