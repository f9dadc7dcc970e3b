using System.Globalization;
using System.Text.Json;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

/// <summary>Files like those that people reported, each with its right outcome (cases/expected.tsv); skipped where the folder is absent. Inputs of
/// our own for each kind are in the tests of the readers.</summary>
[Collection("console")]
public sealed class ReportedCasesTests(ToyPictures toy)
{
    private const string Scores = "cases/05-score-forms/", Layouts = "cases/03-dataset-layouts/", Own = "cases/13-own-output-roundtrip/";

    [Theory]
    [InlineData(Scores + "pycoco_res.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "id_float.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "id_string.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "id_filename.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "filename_key.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "lavis_val_result.json", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "id_path.json", Scores + "refs_coco.json", "captions and images matched by the end of the path")]
    [InlineData(Scores + "jsonl_bom.jsonl", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "jsonl_crlf.jsonl", Scores + "refs_coco.json", "")]
    [InlineData(Scores + "ok.json", Scores + "gts_plain.json", "")]
    [InlineData(Scores + "karp_results.json", Scores + "refs_kar.json", "")]
    public void Score_EachForm_GivesTheScoresOfThePlainOne(string candidates, string references, string said)
    {
        var plain = Score(Scores + "ok.json", Scores + "refs_coco.json", "plain.json");
        var other = Score(candidates, references, "other.json");
        Assert.True(other.Code == 0, other.Error);
        Assert.Equal(Corpus("plain.json"), Corpus("other.json"));
        Assert.Contains(said, other.Output, StringComparison.Ordinal);
        Assert.True(said.Length > 0 || !other.Output.Contains("matched by", StringComparison.Ordinal), other.Output);
        Assert.Equal(0, plain.Code);
    }

    [Theory]
    [InlineData("c.csv", true)]
    [InlineData("c.jsonl", true)]
    [InlineData("names.jsonl", false)]
    public void Score_WhatCaptionWrote_IsRead(string file, bool isPath)
    {
        var run = Score(Own + file, Scores + "refs_kar.json", "own.json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("14 images", run.Output, StringComparison.Ordinal);
        Assert.Equal(isPath, run.Output.Contains("matched by the end of the path", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("empty_caption.json", "1 of 14 captions are empty")]
    [InlineData("only_punct.json", "1 of 14 captions are empty")]
    public void Score_EmptyCaptions_AreCounted(string file, string said)
    {
        var run = Score(Scores + file, Scores + "refs_coco.json", "empty.json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.Contains("\"emptyCaptions\": 1", File.ReadAllText(Path.Combine(toy.Folder, "empty.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OneImage_SaysThatItsCiderIsNone()
    {
        var run = Score(Scores + "one_cand.json", Scores + "one_ref.json", "one.json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("CIDEr of one image is 0 by definition", run.Output, StringComparison.Ordinal);
        var coco = Score("cases/06-known-scores/coco9.cand.json", "cases/06-known-scores/coco9.refs.json", "one.json");
        Assert.Contains("CIDEr of one image is 0 by definition", coco.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null_caption.json", "[2].caption: found null")]
    [InlineData("nan_caption.json", "[2].caption: found null or NaN")]
    [InlineData("num_caption.json", "found a number")]
    [InlineData("dup_same.json", "a second caption for image 391895")]
    [InlineData("dup_diff.json", "a second caption for image 391895")]
    [InlineData("missing3.json", "use --partial")]
    [InlineData("extra2.json", "without references: 1, 2")]
    [InlineData("empty_list.json", "no caption")]
    [InlineData("surrogate.json", "no valid Unicode")]
    [InlineData("text_key.json", "no member caption")]
    [InlineData("pred_key.json", "no member caption")]
    public void Score_WhatIsWrong_IsNamed(string file, string expected)
    {
        var run = Score(Scores + file, Scores + "refs_coco.json", "wrong.json");
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    // What others published in their threads.
    [Theory]
    [InlineData("nlgeval_105", "METEOR", 0.5119556177223324, 1e-9)]
    [InlineData("nlgeval_108", "METEOR", 0.272954092584186, 1e-9)]
    [InlineData("nlgeval_test1", "METEOR", 0.44434387, 1e-6)]
    [InlineData("hf115", "METEOR", 0.4474, 5e-5)]
    [InlineData("aac_readme", "Bleu_1", 0.4278, 5e-5)]
    [InlineData("aac_readme", "CIDEr-D", 0.9614, 5e-5)]
    public void Score_KnownScores_Hold(string name, string metric, double score, double tolerance)
    {
        var run = Score($"cases/06-known-scores/{name}.cand.json", $"cases/06-known-scores/{name}.refs.json", "known.json", "all");
        Assert.True(run.Code == 0, run.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(toy.Folder, "known.json")));
        Assert.Equal(score, json.RootElement.GetProperty("corpus").GetProperty(metric.Replace('-', '_')).GetDouble(), tolerance);
    }

    [Theory]
    [InlineData("dataset_nwpu.json", 14)]
    [InlineData("dataset_RSITMD.json", 14)]
    [InlineData("coco_karpathy_train.json", 14)]
    [InlineData("captions.txt", 14)]
    [InlineData("results.csv", 14)]
    [InlineData("excel_semicolon.csv", 14)]
    [InlineData("excel_utf16.csv", 14)]
    [InlineData("utf16.json", 14)]
    [InlineData("hf_numpy_list.csv", 14)]
    [InlineData("quote_inside.csv", 14)]
    [InlineData("nan_caption.csv", 14)]
    [InlineData("nan_literal.json", 14)]
    [InlineData("nan_raw.json", 14)]
    [InlineData("vizwiz.json", 14)]
    [InlineData("captions_all.json", 14)]
    [InlineData("no_header.csv", 14)]
    [InlineData("image_id_col.csv", 14)]
    [InlineData("pandas_index.csv", 14)]
    [InlineData("bom_crlf.csv", 14)]
    [InlineData("crlf_bom.json", 14)]
    [InlineData("coco_float_id.json", 14)]
    [InlineData("coco_string_id.json", 14)]
    [InlineData("sentences_strings.json", 14)]
    [InlineData("tokens_only.json", 14)]
    [InlineData("split_capital.json", 14)]
    public void Doctor_EachLayout_IsRead(string file, int images)
    {
        var run = Doctor(file);
        Assert.True(run.Code is 0 or 1, run.Error);
        var splits = JsonDocument.Parse(run.Output).RootElement.GetProperty("splits").EnumerateArray().ToArray();
        Assert.Equal(images, splits.Sum(split => split.GetProperty("images").GetInt32()));
        // none has captions of several sentences in one
        Assert.All(splits, split => Assert.InRange(split.GetProperty("meanLength").GetDouble(), 4, 16));
    }

    [Theory]
    [InlineData("nan_caption.csv", "sentences without words")]
    [InlineData("nan_raw.json", "sentences without words")]
    [InlineData("vizwiz.json", "marked as rejected or precanned")]
    public void Doctor_CaptionsThatAreLeftOut_AreCounted(string file, string said) =>
        Assert.Contains(said, Doctor(file).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("trailing_comma.json", "line 1, column 13066")]
    [InlineData("python_repr.json", "a Python dictionary")]
    [InlineData("LevirCCcaptions.json", "two dates")]
    [InlineData("latin1.csv", "no UTF-8")]
    [InlineData("abs_linux.json", "a path inside the image folder")]
    [InlineData("abs_windows.json", "a path inside the image folder")]
    [InlineData("split_trainval.json", "train, val or test")]
    public void Doctor_WhatIsWrong_IsNamed(string file, string expected)
    {
        var run = Doctor(file);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_OtherEnding_IsAnErrorThatOffersTheFile()
    {
        var run = CommandLine.Run(
            "doctor", SharedFiles.Require(Layouts + "other_extension.json"), "--images", SharedFiles.Require("cases/11-bad-images-in-train/images"));
        Assert.Equal(1, run.Code);
        Assert.Contains("1.tif is not there, 1.png is", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_ComposedAndDecomposedNames_AreTheSame()
    {
        var run = CommandLine.Run(
            "doctor", SharedFiles.Require("cases/15-names/dataset.json"), "--images", SharedFiles.Require("cases/15-names/images"));
        Assert.True(run.Code == 0, run.Output + run.Error);
    }

    [Fact]
    public void Doctor_ChineseCaptions_AreNoWordsDividedByBlanks() =>
        Assert.Contains("not words divided by blanks", Doctor("chinese.json").Output, StringComparison.Ordinal);

    [Fact]
    public void Caption_Folder_CountsWhatItLeavesAside()
    {
        string folder = toy.Fresh(), shared = SharedFiles.Require("cases/08-images");
        foreach (string name in new[] { "x.jfif", "x.jpe", "gif.gif", "anim.gif", "heic.heic", "jp2.jp2", "bmp.bmp" })
        {
            File.Copy(Path.Combine(shared, name), Path.Combine(folder, name));
        }

        var run = CommandLine.Run("caption", folder);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("x.jfif: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("x.jpe: ", run.Output, StringComparison.Ordinal);
        string last = run.Error.Trim().Split('\n')[^1];
        Assert.StartsWith("left aside: 5 files", last, StringComparison.Ordinal);
        Assert.All(["2 gif", "1 heic", "1 jp2", "1 bmp"], kind => Assert.Contains(kind, last, StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_FilesOfSplits_NeverMixes()
    {
        string train = SharedFiles.Require(Layouts + "captions_train2014.json"), val =
            SharedFiles.Require(Layouts + "captions_val2014.json"), merged = Path.Combine(toy.Fresh(), "merged.json");
        var refused = CommandLine.Run("merge", "--data", $"images={train}", "--data", $"images={val}", "--out", merged);
        Assert.Equal(2, refused.Code);
        Assert.Contains("images:train=", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(merged));
        Assert.Contains("val2014:train=", CommandLine.Run(
            "merge", "--data", $"val2014={val}", "--data", $"images:train={train}", "--out", merged).Error, StringComparison.Ordinal);
        var told = CommandLine.Run("merge", "--data", $"images:train={train}", "--data", $"images:val={val}", "--out", merged);
        Assert.True(told.Code == 0, told.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(merged));
        Assert.Equal(
            ["images/25.png", "images/26.png", "images/27.png"],
            json.RootElement.GetProperty("images").EnumerateArray().Where(image => image.GetProperty("split").GetString() == "val")
            .Select(image => image.GetProperty("filename").GetString()!));
    }

    private static (int Code, string Output, string Error) Doctor(string file) =>
        CommandLine.Run("doctor", SharedFiles.Require(Layouts + file), "--format", "json");

    private (int Code, string Output, string Error) Score(
        string candidates, string references, string output, string metrics = "Bleu_4,CIDEr,ROUGE_L") => CommandLine.Run(
        "score", "--candidates", SharedFiles.Require(candidates), "--references", SharedFiles.Require(references), "--metrics", metrics, "--trials",
        "0", "--out", Path.Combine(toy.Folder, output),
        "--meteor-table", Path.Combine(SharedFiles.Root, "src", "SkyScribe.Metrics.Paraphrases", "paraphrases-full.bin"));

    private string Corpus(string output)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(toy.Folder, output)));
        return string.Join(' ', json.RootElement.GetProperty("corpus").EnumerateObject()
            .Select(score => score.Name + score.Value.GetDouble().ToString("r", CultureInfo.InvariantCulture)));
    }
}
