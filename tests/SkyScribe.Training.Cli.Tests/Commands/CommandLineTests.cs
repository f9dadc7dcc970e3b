using System.Text.Json;
using SkyScribe.Training.Model;
using SkyScribe.Training.Training;
using SkyScribe.Cli;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>The commands from end to end on a few toy images, in this process.</summary>
[Collection("console")]
public sealed class CommandLineTests(TrainedToy toy)
{
    private readonly TrainedToy _toy = toy;

    [Fact]
    public void Score_CaptionsAgainstReferences_WritesAFileThatCanBeCompared()
    {
        string candidates = Path.Combine(_toy.Folder, "candidates.json"), scores = Path.Combine(_toy.Folder, "scores.json");
        var images = JsonDocument.Parse(File.ReadAllText(_toy.Captions)).RootElement.GetProperty("images").EnumerateArray().Where(image => image.GetProperty("split").GetString() == "val");
        File.WriteAllText(candidates, JsonSerializer.Serialize(images.ToDictionary(image => image.GetProperty("filename").GetString()!, image => image.GetProperty("sentences")[0].GetProperty("raw").GetString())));
        var scored = CommandLine.Run("score", "--candidates", candidates, "--references", _toy.Captions, "--split", "val", "--metrics", "all", "--trials", "100", "--out", scores, "--training", _toy.Captions + ":train");
        Assert.True(scored.Code == 0, scored.Error);
        Assert.Contains("METEOR ", scored.Output, StringComparison.Ordinal);
        Assert.Contains("paraphrases: full", scored.Output, StringComparison.Ordinal);
        Assert.Contains("not in training", scored.Output, StringComparison.Ordinal);
        var compared = CommandLine.Run("score", "--compare", scores, scores, "--trials", "100");
        Assert.Equal(0, compared.Code);
        Assert.Contains("| CIDEr |", compared.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("| yes |", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_MeteorTable_IsTheCallersChoiceAndNamesTheScore()
    {
        string candidates = Path.Combine(_toy.Folder, "meteor.json"), scores = Path.Combine(_toy.Folder, "meteor-scores.json");
        File.WriteAllText(candidates, "{\"a\": \"a road near a zebra crossing\"}");
        (int Code, string Output, string Error) Score(string table) => CommandLine.Run(
            "score", "--candidates", candidates, "--references", candidates, "--metrics", "METEOR", "--trials", "0", "--meteor-table", table, "--out", scores);
        var full = Score("full");
        Assert.Contains("\nMETEOR  ", full.Output, StringComparison.Ordinal);
        Assert.Contains("full paraphrase table (5274084 pairs)", File.ReadAllText(scores), StringComparison.Ordinal);
        var part = Score("captions");
        Assert.Contains("paraphrases: captions", part.Output, StringComparison.Ordinal);
        Assert.Contains("METEOR_captions_table", part.Output, StringComparison.Ordinal);

        // A file is known by its content.
        string copy = Path.Combine(_toy.Folder, "some-table.bin");
        File.Copy(Path.Combine(SharedFiles.Root, "src", "SkyScribe.Metrics.Paraphrases", "paraphrases-full.bin"), copy);
        Assert.Equal(full.Output, Score(copy).Output);
        foreach (string wrong in new[] { "ful", candidates })
        {
            var refused = Score(wrong);
            Assert.Equal(2, refused.Code);
            Assert.StartsWith("error: ", refused.Error, StringComparison.Ordinal);
            Assert.Contains(wrong, refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Score_CandidatesOfOneSplitAgainstAll_NamesMissingImagesAndExits2()
    {
        string candidates = Path.Combine(_toy.Folder, "few.json");
        File.WriteAllText(candidates, "{\"none.png\": \"a road\"}");
        var run = CommandLine.Run("score", "--candidates", candidates, "--references", _toy.Captions);
        Assert.Equal(2, run.Code);
        Assert.Contains("--split", run.Error, StringComparison.Ordinal);
        Assert.Contains("without references: none.png", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OutputInAFolderThatIsNotThere_SaysSoBeforeTheWork()
    {
        var run = CommandLine.Run("score", "--candidates", "none.json", "--references", "none.json", "--out", Path.Combine(_toy.Folder, "nowhere", "scores.json"));
        Assert.Equal(2, run.Code);
        Assert.Contains("its folder does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_SpiceJarWithoutItsProgram_SaysWhatIsMissing()
    {
        string candidates = Path.Combine(_toy.Folder, "one.json");
        File.WriteAllText(candidates, "{\"a\": \"a road\"}");
        var run = CommandLine.Run("score", "--candidates", candidates, "--references", candidates, "--trials", "0", "--spice-jar", Path.Combine(_toy.Folder, "none.jar"));
        Assert.Equal(2, run.Code);
        Assert.Contains("none.jar: there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_ToyDataSet_ExitsWithZeroAndWritesPage()
    {
        string page = Path.Combine(_toy.Folder, "findings.html"), json = Path.Combine(_toy.Folder, "findings.json");
        var run = CommandLine.Run("doctor", _toy.Captions, "--images", _toy.Images, "--report", page, "--out", json, "--attribute-threshold", "5");
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Contains("split-sizes", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.NotEmpty(JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public void Doctor_MissingImage_ExitsWithOne()
    {
        string images = Path.Combine(_toy.Folder, "some");
        Directory.CreateDirectory(images);
        File.Copy(Directory.GetFiles(_toy.Images).Order(StringComparer.Ordinal).First(), Path.Combine(images, Path.GetFileName(Directory.GetFiles(_toy.Images).Order(StringComparer.Ordinal).First())));
        Assert.Equal(1, CommandLine.Run("doctor", _toy.Captions, "--images", images).Code);
    }

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
        var (code, output, error) = CommandLine.Run("caption", images[0], bad, images[1], "--model", _toy.Model, "--format", "csv", "--explain", maps);
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
        var (code, output, _) = CommandLine.Run("evaluate", "--model", _toy.Model, "--data", _toy.Captions, "--images", _toy.Images, "--split", "test", "--out", report, "--captions-out", captions);
        Assert.Equal(0, code);
        Assert.Contains("CIDEr", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        foreach (string field in new[] { "split", "datasetHash", "modelHash", "beamSize", "seed", "selectedOn", "provenance", "diversity", "intervals", "corpus", "per_image" })
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
