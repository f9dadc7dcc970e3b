using System.Text.Json;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>Files like those that people reported, trained on and evaluated, each with its right outcome (cases/expected.tsv); skipped where the
/// folder is absent.</summary>
[Collection("console")]
public sealed class ReportedCasesTests(TrainedToy toy)
{
    private const string Layouts = "cases/03-dataset-layouts/";

    [Theory]
    [InlineData("dataset_nwpu.json", "3 val images")]
    [InlineData("dataset_RSITMD.json", "--val-share")]
    [InlineData("coco_karpathy_train.json", "drawn 80/10/10")]
    [InlineData("captions.txt", "drawn 80/10/10")]
    [InlineData("results.csv", "drawn 80/10/10")]
    [InlineData("excel_semicolon.csv", "with 40 captions, 3 val images")]
    [InlineData("hf_numpy_list.csv", "with 60 captions")]
    [InlineData("quote_inside.csv", "3 val images")]
    [InlineData("nan_caption.csv", "sentences without words")]
    [InlineData("nan_raw.json", "sentences without words")]
    [InlineData("chinese.json", "not words divided by blanks")]
    public void Train_EachLayout_IsRead(string file, string said)
    {
        var run = Train(Path.GetFileNameWithoutExtension(file), "--data", SharedFiles.Require(Layouts + file));
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CocosFilesOfSplits_AreReadAsTheirSplits()
    {
        var run = Train("coco", "--data", "train=" + SharedFiles.Require(Layouts + "captions_train2014.json"), "--data", "val="
            + SharedFiles.Require(Layouts + "captions_val2014.json"));
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("8 training images with 40 captions, 3 val images (a caption file for each split)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CaptionsOfChanges_AreRefused()
    {
        var run = Train("levir", "--data", SharedFiles.Require(Layouts + "LevirCCcaptions.json"));
        Assert.Equal(2, run.Code);
        Assert.Contains("does not train on changes", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w2v_header.txt")]
    [InlineData("crlf_bom.txt")]
    [InlineData("GoogleNews-like.bin")]
    public void Train_Vectors_CoverAsManyWordsAsThePlainFile(string file)
    {
        var run = Glove(file);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("GloVe: 18 of 68 words have a vector", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uppercase.txt")]
    [InlineData("unrelated_words.txt")]
    public void Train_VectorsOfNoWord_AreRefusedUnlessAllowed(string file)
    {
        var run = Glove(file);
        Assert.Equal(2, run.Code);
        Assert.Contains("vectors for 0 of 68 words", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, Glove(file, "--allow-uncovered").Code);
    }

    [Fact]
    public void Evaluate_CocoWithoutSplits_ScoresAllImagesUnderTheirNumbers()
    {
        string data = SharedFiles.Require("cases/04-coco-no-split/captions_val60.json"), images =
            Directory.CreateDirectory(Path.Combine(toy.Folder, "val60")).FullName, captions = Path.Combine(toy.Folder, "val60.json");
        using var json = JsonDocument.Parse(File.ReadAllText(data));
        JsonElement[] known = [.. json.RootElement.GetProperty("images").EnumerateArray()];
        foreach (JsonElement image in known)
        {
            File.Copy(Directory.GetFiles(toy.Images)[0], Path.Combine(images, image.GetProperty("file_name").GetString()!), overwrite: true);
        }

        string[] arguments = ["evaluate", "--model", toy.Model, "--data", data, "--images", images];
        var val = CommandLine.Run([.. arguments, "--split", "val"]);
        Assert.Equal(2, val.Code);
        Assert.Contains("--split all) for all 60 images", val.Error, StringComparison.Ordinal);
        var all = CommandLine.Run([.. arguments, "--split", "all", "--captions-out", captions]);
        Assert.True(all.Code == 0, all.Error);
        using var written = JsonDocument.Parse(File.ReadAllText(captions));
        Assert.Equal(known.Select(image => image.GetProperty("id").GetInt32()),
            written.RootElement.EnumerateArray().Select(caption => caption.GetProperty("image_id").GetInt32()));
    }

    [Fact]
    public void TrainAndEvaluate_MissingAndDamagedImages_AreLeftOutAndNamed()
    {
        string data = SharedFiles.Require("cases/11-bad-images-in-train/dataset.json"), images = Images("bad");
        File.Delete(Path.Combine(images, "3.png"));
        File.WriteAllBytes(Path.Combine(images, "5.png"), File.ReadAllBytes(Path.Combine(images, "5.png"))[..900]);
        string[] arguments = Arguments("bad", images, "--data", data);
        Assert.Equal(2, CommandLine.Run(arguments).Code);
        var run = CommandLine.Run([.. arguments, "--skip-missing", "1", "--skip-damaged", "1"]);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("1 missing images: 3.png", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 damaged images: 5.png", run.Output, StringComparison.Ordinal);
        string[] evaluate = ["evaluate", "--model", toy.Model, "--data", data, "--images", images, "--split", "train"];
        Assert.Equal(2, CommandLine.Run(evaluate).Code);
        var scored = CommandLine.Run([.. evaluate, "--skip-missing", "1", "--skip-damaged", "1"]);
        Assert.True(scored.Code == 0, scored.Error);
        Assert.Contains("2 missing or damaged ones left out", scored.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ComposedAndDecomposedNames_AreTheSame()
    {
        var run = CommandLine.Run(
            Arguments("names", SharedFiles.Require("cases/15-names/images"), "--data", SharedFiles.Require("cases/15-names/dataset.json")));
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("another spelling of their names", run.Output, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Glove(string file, params string[] more) => Train(
        "glove", [.. more, "--data", SharedFiles.Require(Layouts + "dataset_nwpu.json"), "--set", "embeddingSize=50", "--glove",
        SharedFiles.Require("cases/02-glove/" + file)]);

    private (int Code, string Output, string Error) Train(string name, params string[] arguments) =>
        CommandLine.Run(Arguments(name, Images("whole"), arguments));

    private string[] Arguments(string name, string images, params string[] arguments) =>
    [
        "train", "--preset", "toy", "--images", images, "--out",
        Path.Combine(Directory.CreateDirectory(Path.Combine(toy.Folder, Guid.NewGuid().ToString("n"))).FullName, name), "--epochs", "1",
        "--set", "hiddenSize=16", "--set", "attributeThreshold=2", "--set", "threads=1", .. arguments,
    ];

    // The shared folder lacks two of the pictures that the captions name.
    private string Images(string name)
    {
        string source = SharedFiles.Require("cases/11-bad-images-in-train/images"), folder =
            Directory.CreateDirectory(Path.Combine(toy.Folder, "case-images-" + name)).FullName;
        foreach (string file in Directory.GetFiles(source))
        {
            string copy = Path.Combine(folder, Path.GetFileName(file));
            File.Delete(copy);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        foreach (string missing in new[] { "3.png", "25.png" })
        {
            File.WriteAllBytes(Path.Combine(folder, missing), File.ReadAllBytes(Path.Combine(source, "1.png")));
        }

        return folder;
    }
}
