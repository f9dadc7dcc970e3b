using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>No command makes up a split in silence; one that is drawn is written down and read back.</summary>
[Collection("console")]
public sealed class SplitCommandTests(TrainedToy toy)
{
    [Fact]
    public void Evaluate_DataWithoutSplits_IsScoredAsAWholeOrNotAtAll()
    {
        string data = Coco("unsplit.json", _ => true), report = Path.Combine(toy.Folder, "unsplit-report.json");
        string[] arguments = ["evaluate", "--model", toy.Model, "--data", data, "--images", toy.Images];
        var val = CommandLine.Run([.. arguments, "--split", "val"]);
        Assert.Equal(2, val.Code);
        Assert.Contains("--split all", val.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", val.Error, StringComparison.Ordinal);

        var all = CommandLine.Run([.. arguments, "--out", report]);
        Assert.True(all.Code == 0, all.Error);
        int images = Read(toy.Captions).Count;
        Assert.Contains($"scored all {images} images: the caption file has no splits", all.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(images, json.RootElement.GetProperty("images").GetInt32());
        Assert.Equal("all", json.RootElement.GetProperty("split").GetString());
        Assert.Contains("no splits", json.RootElement.GetProperty("scoredImages").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DataWithoutSplits_WritesThemAndLaterCommandsReadThemBack()
    {
        string data = Coco("drawn.json", _ => true), run = Path.Combine(toy.Folder, "drawn"), package = Path.Combine(toy.Folder, "drawn-package");
        var trained = CommandLine.Run([.. Arguments(run), "--data", data, "--seed", "5"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains("drawn 80/10/10 with seed 5", trained.Output, StringComparison.Ordinal);
        var splits = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "splits.json")))!["splits"]!.AsObject();
        int val = splits.Count(image => (string?)image.Value == "val");

        var evaluated = CommandLine.Run("evaluate", "--model", run, "--data", data, "--images", toy.Images);
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.Contains($"scored {val} of {splits.Count} images: val, ", evaluated.Output, StringComparison.Ordinal);
        Assert.Contains("splits.json (drawn 80/10/10 with seed 5)", evaluated.Output, StringComparison.Ordinal);

        Assert.Equal(0, CommandLine.Run("export", "--checkpoint", run, "--out", package).Code);
        var calibrated = CommandLine.Run("calibrate", "--model", package, "--data", data, "--images", toy.Images);
        Assert.True(calibrated.Code == 0, calibrated.Error);
        Assert.Contains($"{val} val images", calibrated.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"scored {val} of {splits.Count} images: val, ",
            CommandLine.Run("evaluate", "--model", package, "--data", data, "--images", toy.Images, "--split", "val").Output,
            StringComparison.Ordinal);

        // A model that was trained on other splits of the file saw what this one is scored on.
        Assert.Equal(2, CommandLine.Run("evaluate", "--model", run, "--model", toy.Model, "--data", data, "--images", toy.Images).Code);
    }

    // Before splits were written down they were drawn anew by the seed.
    [Fact]
    public void Evaluate_OldRunWithoutASplitFile_DrawsWhatItsTrainingDrew()
    {
        string data = Coco("old.json", _ => true), run = Path.Combine(toy.Folder, "old");
        Assert.Equal(0, CommandLine.Run([.. Arguments(run), "--data", data, "--seed", "3"]).Code);
        var written = CommandLine.Run("evaluate", "--model", run, "--data", data, "--images", toy.Images).Output;
        foreach (string file in Directory.GetFiles(run, "splits.json", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        File.Delete(Path.Combine(run, "model", "SHA256SUMS"));
        var drawn = CommandLine.Run("evaluate", "--model", run, "--data", data, "--images", toy.Images);
        Assert.Contains("val, drawn 80/10/10 with seed 3", drawn.Output, StringComparison.Ordinal);
        Assert.Equal(Line(written, "CIDEr"), Line(drawn.Output, "CIDEr"));
    }

    [Fact]
    public void Train_FileOfEachSplit_TrainsOnTrainAndScoresVal()
    {
        string train = Coco("t.json", image => image == "train"), val = Coco("v.json", image => image == "val"), run =
            Path.Combine(toy.Folder, "by-file");
        var trained = CommandLine.Run([.. Arguments(run), "--data", $"train={train}", "--data", $"val={val}"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains("a caption file for each split", trained.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "splits.json")));
        var evaluated = CommandLine.Run("evaluate", "--model", run, "--data", $"val={val}", "--images", toy.Images);
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.Contains("val, a caption file for each split", evaluated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_DataWithoutVal_NamesTheOptionThatTakesOneOutOfTrain()
    {
        string data = Karpathy("no-val.json", split => split != "val"), first = Path.Combine(toy.Folder, "no-val"), second =
            Path.Combine(toy.Folder, "with-val");
        var without = CommandLine.Run([.. Arguments(first), "--data", data]);
        Assert.True(without.Code == 0, without.Error);
        Assert.Contains("--val-share", without.Output, StringComparison.Ordinal);

        var trained = CommandLine.Run([.. Arguments(second), "--data", data, "--val-share", "0.2", "--seed", "4"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains("4 val images", trained.Output, StringComparison.Ordinal);
        Assert.Contains("0.2 of train drawn with seed 4", File.ReadAllText(Path.Combine(second, "splits.json")), StringComparison.Ordinal);
        Assert.Contains("scored 4 of", CommandLine.Run("evaluate", "--model", second, "--data", data, "--images", toy.Images).Output,
            StringComparison.Ordinal);
        var resumed = CommandLine.Run(
            [.. Arguments(second).Select(argument => argument == "1" ? "2" : argument), "--data", data, "--seed", "4", "--resume"]);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Contains("4 val images", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainAndEvaluate_SkipOptions_LeaveOutMissingAndDamagedImagesAndNameThem()
    {
        string images = Path.Combine(toy.Folder, "some-images"), run = Path.Combine(toy.Folder, "skipped"), report =
            Path.Combine(toy.Folder, "skipped.json");
        Directory.CreateDirectory(images);
        foreach (string file in Directory.GetFiles(toy.Images))
        {
            File.Copy(file, Path.Combine(images, Path.GetFileName(file)));
        }

        string[] Names(string split) =>
            [.. Read(toy.Captions).Where(image => (string)image["split"]! == split).Select(image => (string)image["filename"]!)];
        string missing = Names("train")[2], damaged = Names("train")[5], test = Names("test")[0];
        File.Delete(Path.Combine(images, missing));
        File.WriteAllBytes(Path.Combine(images, damaged), File.ReadAllBytes(Path.Combine(images, damaged))[..300]);
        File.Delete(Path.Combine(images, test));

        string[] train = [.. Arguments(run).Select(argument => argument == toy.Images ? images : argument), "--data", toy.Captions];
        var stopped = CommandLine.Run(train);
        Assert.Equal(2, stopped.Code);
        Assert.Contains("--skip-missing 1", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(2, CommandLine.Run([.. train, "--skip-missing", "1"]).Code);
        var trained = CommandLine.Run([.. train, "--skip-missing", "1", "--skip-damaged", "1"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains($"left out 1 missing images: {missing}", trained.Output, StringComparison.Ordinal);
        Assert.Contains($"left out 1 damaged images: {damaged}", trained.Output, StringComparison.Ordinal);
        Assert.Contains("18 training images", trained.Output, StringComparison.Ordinal);

        // The run goes on without the same images, even when they are there again.
        File.Copy(Path.Combine(toy.Images, missing), Path.Combine(images, missing));
        var resumed = CommandLine.Run([.. train.Select(argument => argument == "1" ? "2" : argument), "--resume"]);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Contains("18 training images", resumed.Output, StringComparison.Ordinal);

        string[] evaluate = ["evaluate", "--model", run, "--data", toy.Captions, "--images", images, "--split", "test", "--out", report];
        Assert.Equal(2, CommandLine.Run(evaluate).Code);
        var evaluated = CommandLine.Run([.. evaluate, "--skip-missing", "1"]);
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.Contains("1 missing or damaged ones left out", evaluated.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(test, json.RootElement.GetProperty("leftOut")[0].GetString());
    }

    [Fact]
    public void Calibrate_OneValImage_IsRefusedBeforeTheWork()
    {
        string file = Path.Combine(toy.Folder, "one-val.json");
        JsonNode[] images = [.. Read(toy.Captions).Where(image => (string)image["split"]! == "train"),
            Read(toy.Captions).First(image => (string)image["split"]! == "val")];
        File.WriteAllText(file, new JsonObject { ["images"] = new JsonArray(images) }.ToJsonString());
        var run = CommandLine.Run("calibrate", "--model", toy.Package, "--data", file, "--images", toy.Images);
        Assert.Equal(2, run.Code);
        Assert.Contains("1 val images", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_VectorsOfOtherWords_AreRefusedUnlessAllowed()
    {
        string vectors = Path.Combine(toy.Folder, "vectors.txt"), run = Path.Combine(toy.Folder, "vectors");
        string[] arguments = [.. Arguments(run), "--data", toy.Captions, "--glove", vectors, "--set", "embeddingSize=4"];
        File.WriteAllText(vectors, "A 1 2 3 4\nROAD 1 2 3 4\nzz0 1 2 3 4\n");
        var refused = CommandLine.Run(arguments);
        Assert.Equal(2, refused.Code);
        Assert.Contains("vectors for 0 of ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("in other letters", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-uncovered", refused.Error, StringComparison.Ordinal);
        var allowed = CommandLine.Run([.. arguments, "--allow-uncovered"]);
        Assert.True(allowed.Code == 0, allowed.Error);
        Assert.Contains("GloVe: 0 of ", allowed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_CaptionsOut_HasTheDataSetsOwnImageIds()
    {
        string data = Coco("ids.json", _ => true), captions = Path.Combine(toy.Folder, "ids-captions.json");
        Assert.Equal(0, CommandLine.Run("evaluate", "--model", toy.Model, "--data", data, "--images", toy.Images, "--captions-out", captions).Code);
        using var json = JsonDocument.Parse(File.ReadAllText(captions));
        Assert.Equal(Enumerable.Range(100, json.RootElement.GetArrayLength()),
            json.RootElement.EnumerateArray().Select(caption => caption.GetProperty("image_id").GetInt32()));
        var scored = CommandLine.Run("score", "--candidates", captions, "--references", data, "--trials", "0", "--metrics", "Bleu_4,METEOR");
        Assert.Contains("paraphrases: full", scored.Output, StringComparison.Ordinal);   // which this tool carries
        Assert.True(scored.Code == 0, scored.Error);
    }

    private static string Line(string output, string start) => output.Split('\n').First(line => line.StartsWith(start, StringComparison.Ordinal));

    private string[] Arguments(string run) =>
        ["train", "--preset", "toy", "--images", toy.Images, "--out", run, "--epochs", "1", "--set", "hiddenSize=16", "--set", "attributeThreshold=5",
        "--set", "threads=0"];

    private static List<JsonNode> Read(string captions) =>
        [.. JsonNode.Parse(File.ReadAllText(captions))!["images"]!.AsArray().Select(image => image!.DeepClone())];

    private string Karpathy(string name, Func<string, bool> takes) => Write(
        name, new JsonObject { ["images"] = new JsonArray([.. Read(toy.Captions).Where(image => takes((string)image["split"]!))]) });

    // The toy data set as COCO writes captions: without splits.
    private string Coco(string name, Func<string, bool> takes)
    {
        JsonNode[] images = [.. Read(toy.Captions).Where(image => takes((string)image["split"]!))];
        return Write(name, new JsonObject
        {
            ["images"] = new JsonArray(
            [.. images.Select((image, i) => new JsonObject { ["id"] = 100 + i, ["file_name"] = (string)image["filename"]! })]),
            ["annotations"] = new JsonArray([.. images.SelectMany((image, i) => image["sentences"]!.AsArray()
                .Select(sentence => new JsonObject { ["image_id"] = 100 + i, ["caption"] = (string)sentence!["raw"]! }))]),
        });
    }

    private string Write(string name, JsonObject content)
    {
        string path = Path.Combine(toy.Folder, name);
        File.WriteAllText(path, content.ToJsonString());
        return path;
    }
}
