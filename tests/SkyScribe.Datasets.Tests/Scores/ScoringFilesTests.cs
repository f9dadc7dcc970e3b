using System.Text.Json.Nodes;
using SkyScribe.Datasets.Scores;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;
using SkyScribe.TestSupport;

namespace SkyScribe.Datasets.Tests.Scores;

public sealed class ScoringFilesTests : IDisposable
{
    private const string Karpathy = """
        {"images": [
          {"filename": "a.tif", "imgid": 0, "split": "val", "sentences": [{"raw": "A plane ."}, {"raw": "One plane"}]},
          {"filename": "b.tif", "imgid": 1, "split": "val", "sentences": [{"raw": "Trees"}]},
          {"filename": "c.tif", "imgid": 2, "split": "train", "sentences": [{"raw": "Grass"}]}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""[{"image_id": "a.tif", "caption": "x"}, {"image_id": "b.tif", "caption": "y"}]""")]
    [InlineData("""[{"image_id": 0, "caption": "x"}, {"image_id": 1, "caption": "y"}]""")]
    [InlineData("""{"a.tif": "x", "b.tif": ["y"]}""")]
    [InlineData("{\"image\": \"a.tif\", \"caption\": \"x\", \"alternatives\": [{\"caption\": \"z\"}]}\n{\"image\": \"b.tif\", \"caption\": \"y\"}\n")]
    [InlineData("""{"a.tif": [{"image_id": "a.tif", "caption": "x"}], "b.tif": [{"caption": "y"}]}""")]
    [InlineData("""{"a.tif": {"caption": "x"}, "b.tif": {"caption": "y"}}""")]
    [InlineData("""{"predictions": [{"image_id": "a.tif", "caption": "x"}, {"image_id": "b.tif", "caption": ["y"]}]}""")]
    [InlineData("""{"annotations": [{"image_id": 0, "caption": "x"}, {"image_id": 1, "caption": "y"}]}""")]
    [InlineData("""{"results": {"a.tif": "x", "b.tif": "y"}, "model": "m"}""")]
    [InlineData("""[{"filename": "a.tif", "caption": "x"}, {"filename": "b.tif", "caption": "y"}]""")]
    [InlineData("\uFEFF{\"image_id\": \"a.tif\", \"caption\": \"x\"}\r\n{\"image_id\": \"b.tif\", \"caption\": \"y\"}\r\n")]
    [InlineData("image,caption,log_probability,attributes,confidence,out_of_domain,error\r\na.tif,x,-1,,,,\r\nb.tif,y,-1,,,,\r\n")]
    [InlineData("image_id\tcaption\na.tif\tx\nb.tif\ty\n")]
    [InlineData("image_id;caption\n0.0;x\n1.0;y\n")]
    [InlineData("a.tif,x\nb.tif,y\n")]
    // called otherwise than the references are: path, file name, stem, number, composed letters, case
    [InlineData("""{"/data/images/a.tif": "x", "/data/images/b.tif": "y"}""")]
    [InlineData("""{"C:\\data\\A.TIF": "x", "C:\\data\\B.TIF": "y"}""")]
    [InlineData("""{"a": "x", "b": "y"}""")]
    [InlineData("""{"out/a.png": "x", "out/b.png": "y"}""")]
    [InlineData("""{"000000000000": "x", "000000000001": "y"}""")]
    [InlineData("""[{"image_id": 0.0, "caption": "x"}, {"image_id": 1e0, "caption": "y"}]""")]
    [InlineData("""{"images": [{"id": "a.tif", "candidate": "x", "references": ["r"]}, {"id": "b.tif", "candidate": "y", "references": ["r"]}]}""")]
    public void Join_EachKindOfCandidateFile_FindsReferencesOfTheSplit(string candidates)
    {
        ScoringSet set = ScoringSet.Join(CandidateFile.Read(Write("c.json", candidates)), ReferenceFile.Read(Write("r.json", Karpathy), "val"));
        Assert.Equal(["x", "y"], set.Candidates);
        Assert.Equal(["A plane .", "One plane"], set.References[0]);
    }

    [Theory]
    [InlineData("""{"annotations": [{"image_id": 5, "caption": "r"}, {"image_id": 5, "caption": "s"}], "images": [{"id": 5, "file_name": "a.tif"}]}""", "5")]
    [InlineData("""{"annotations": [{"image_id": 5, "caption": "r"}, {"image_id": 5, "caption": "s"}], "images": [{"id": 5, "file_name": "a.tif"}]}""", "a.tif")]
    [InlineData("""{"annotations": [{"image_id": 5.0, "caption": "r"}, {"image_id": "5", "caption": "s"}], "images": [{"id": 5, "file_name": "a.tif"}]}""", "a.tif")]
    [InlineData("""{"images": [{"filename": "a.tif", "filepath": "sub", "sentences": [{"raw": "r"}, {"raw": "s"}]}]}""", "sub/a.tif")]
    [InlineData("""{"5": ["r", "s"]}""", "5")]
    public void Join_EachKindOfReferenceFile_FindsCandidate(string references, string id)
    {
        ScoringSet set = ScoringSet.Join(
            CandidateFile.Read(Write("c.json", $$"""{"{{id}}": "x"}""")), ReferenceFile.Read(Write("r.json", references)));
        Assert.Equal(["r", "s"], set.References[0]);
    }

    [Theory]
    [InlineData("[{\"filename\": \"sub/a.tif\", \"caption\": [\"r\", \"s\"]}]", "a.tif", "sub/a.tif")]
    [InlineData("file,caption\nSa\u0303o.tif,r\nSa\u0303o.tif,s\n", "S\u00E3o.tif", "Sa\u0303o.tif")]
    [InlineData("{\"file_name\": \"a.tif\", \"text\": \"r\"}\n{\"file_name\": \"a.tif\", \"text\": \"s\"}\n", "x/a.tif", "a.tif")]
    [InlineData("{\"road\": [{\"filename\": \"a.tif\", \"raw\": \"r\", \"raw_1\": \"s\"}]}", "a", "a.tif")]
    [InlineData("[{\"image\": \"x/y/a.tif\", \"image_id\": 391895, \"caption\": [\"r\", \"s\"]}]", "391895", "391895")]
    public void Join_ReferencesInEveryLayoutOfDataSets_FindsCandidate(string references, string id, string matched)
    {
        ScoringSet set = ScoringSet.Join(
            CandidateFile.Read(Write("c.json", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { [id] = "x" }))),
            ReferenceFile.Read(Write("r.json", references)));
        Assert.Equal(["r", "s"], set.References[0]);
        Assert.Equal([matched], set.Ids);
        Assert.Equal([id], set.CandidateIds);
        Assert.Equal(id == matched, set.MatchedBy is null);
    }

    [Fact]
    public void Join_NothingAlike_ShowsBothSidesAndTheNearestRule()
    {
        const string References = """{"annotations": [{"image_id": 391895, "caption": "r"}, {"image_id": 5, "caption": "s"}]}""";
        string Message(string candidates) => Assert.Throws<CaptionFileException>(
            () => ScoringSet.Join(CandidateFile.Read(Write("c.json", candidates)), ReferenceFile.Read(Write("r.json", References)),
            allowPartial: true)).Message;
        string message = Message("""{"COCO_val2014_000000391895.jpg": "x", "COCO_val2014_000000000005.jpg": "y"}""");
        Assert.Contains("captions are called 'COCO_val2014_000000391895.jpg'", message, StringComparison.Ordinal);
        Assert.Contains("images are called '391895', '5'", message, StringComparison.Ordinal);
        Assert.Contains("the number at the end of the name would join 2 of 2", message, StringComparison.Ordinal);
        Assert.DoesNotContain("--partial", message, StringComparison.Ordinal);
        Assert.Contains("no rule joins", Message("""{"x": "y"}"""), StringComparison.Ordinal);
    }

    // Two files of one name in two folders: the name does not tell which is meant.
    [Fact]
    public void Join_RuleThatFitsTwoImages_IsNotUsed()
    {
        const string References =
            """{"images": [{"filename": "a/1.png", "sentences": [{"raw": "r"}]}, {"filename": "b/1.png", "sentences": [{"raw": "s"}]}]}""";
        CandidateFile candidates = CandidateFile.Read(Write("c.json", """{"x/a/1.png": "r", "x/b/1.png": "s"}"""));
        Assert.Equal(["r", "s"], ScoringSet.Join(candidates, ReferenceFile.Read(Write("r.json", References))).Candidates);
        candidates = CandidateFile.Read(Write("c.json", """{"1.png": "r"}"""));
        Assert.Throws<CaptionFileException>(() => ScoringSet.Join(candidates, ReferenceFile.Read(Write("r.json", References))));
    }

    [Theory]
    [InlineData("{\"image\": \"x/a.tif\", \"caption\": \"x\"}\n{\"image\": \"x/b.tif\", \"error\": \"no picture\"}\n")]
    [InlineData("image,caption,log_probability,attributes,confidence,out_of_domain,error\r\nx/a.tif,x,-1,,,,\r\nx/b.tif,,,,,,no picture\r\n")]
    public void Join_ImageThatCouldNotBeRead_IsCountedAndLeftOut(string candidates)
    {
        ScoringSet set = ScoringSet.Join(CandidateFile.Read(Write("c", candidates)), ReferenceFile.Read(Write("r.json", Karpathy), "val"));
        Assert.Equal(["a.tif"], set.Ids);
        Assert.Equal(["b.tif"], set.Failed);
        Assert.Empty(set.Missing);
    }

    [Fact]
    public void Read_CaptionsOfOurCommand_KeepsAlternatives()
    {
        string lines =
            "{\"image\": \"a\", \"caption\": \"x\", \"alternatives\": [{\"caption\": \"z\", \"logProbability\": -1}]}\n{\"image\": \"b\", \"caption\": \"y\"}\n";
        Assert.Equal(["x", "z"], CandidateFile.Read(Write("c.json", lines)).Alternatives["a"]);
    }

    [Fact]
    public void Join_MissingAndExtraIds_ListsThemUnlessPartial()
    {
        CandidateFile candidates = CandidateFile.Read(Write("c.json", """{"a.tif": "x", "zzz": "y"}"""));
        ReferenceFile references = ReferenceFile.Read(Write("r.json", Karpathy), "val");
        string message = Assert.Throws<CaptionFileException>(() => ScoringSet.Join(candidates, references)).Message;
        Assert.Contains("without a caption: b.tif", message, StringComparison.Ordinal);
        Assert.Contains("without references: zzz", message, StringComparison.Ordinal);
        Assert.Contains("--partial", message, StringComparison.Ordinal);
        Assert.Equal(["b.tif"], ScoringSet.Join(candidates, references, allowPartial: true).Missing);
    }

    [Theory]
    [InlineData("train", "c.tif", "d.tif")]
    [InlineData("Train", "c.tif", "d.tif")]
    [InlineData("restval", "d.tif")]
    [InlineData("val", "a.tif", "b.tif")]
    public void Read_Split_TakesTheImagesThatTrainingTakes(string split, params string[] ids)
    {
        string file = Karpathy.Replace(
            "]}]}", "]}, {\"filename\": \"d.tif\", \"split\": \"restval\", \"sentences\": [{\"raw\": \"Sand\"}]}]}", StringComparison.Ordinal);
        Assert.Equal(ids, ReferenceFile.Read(Write("r.json", file), split).Images.Select(image => image.Ids[0]));
    }

    [Fact]
    public void Write_Scores_ReadBackWithSplitAndOrigin()
    {
        CaptionScores scores = new CaptionScorer(new ScoringOptions { Metrics = ["Bleu_4", "CIDEr"] }).Score(
            ["a road", "a pond"], [["a road"], ["two ponds"]]);
        string path = Path.Combine(_folder, "scores.json");
        using (FileStream stream = File.Create(path))
        {
            ScoreFileWriter.Write(stream, new ScoreFileContent
            {
                Origin = new JsonObject { ["selectedOn"] = "CIDEr on val", ["nobody"] = null },
                Split = "test",
                Tokenizer = "t",
                Ids = ["1.tif", "2.tif"],
                Scores = scores,
                Diversity = CaptionDiversity.Measure([["a", "road"], ["a", "pond"]]),
            });
        }

        ScoreFile read = ScoreFile.Read(path);
        Assert.Equal(("test", "CIDEr on val"), (read.Split, read.SelectedOn));
        Assert.Equal(["1.tif", "2.tif"], read.Ids);
        Assert.Equal(scores.ByName["CIDEr"].PerImage, read.PerImage["CIDEr"]);
        Assert.False(read.IsApproximate("Bleu_4"));
    }

    [Theory]
    [InlineData("{\"a.tif\": \"x\", \"a.tif\": \"y\"}", "no valid JSON")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "a Git LFS pointer")]
    [InlineData("[{\"image_id\": 1.5, \"caption\": \"x\"}]", "[0].image_id: found the number 1.5")]
    [InlineData("[1", "no valid JSON")]
    [InlineData("[]", "no caption")]
    [InlineData("3", "neither JSON nor a table")]
    [InlineData("[{\"image_id\": 1}]", "[0]: found no member caption")]
    [InlineData("[{\"image_id\": 1, \"caption\": 4}]", "[0].caption: found a number")]
    [InlineData("[{\"image_id\": 1, \"caption\": \"x\"}, {\"image_id\": 2, \"caption\": null}]", "[1].caption: found null")]
    [InlineData("[{\"image_id\": 1, \"caption\": NaN}]", "[0].caption: found null or NaN")]
    [InlineData("[{\"image_id\": null, \"caption\": \"x\"}]", "[0].image_id: found null")]
    [InlineData("{\"1\": null}", "'1': found null")]
    [InlineData("{\"1\": [\"x\", \"y\"]}", "found several captions")]
    [InlineData("{\"1\": []}", "found an empty list")]
    [InlineData("[{\"image_id\": 1, \"text\": \"x\"}]", "no member caption, only 'image_id, text'")]
    [InlineData("image_id,caption\n1,nan\n", "nan as a caption")]
    [InlineData("image_id,caption\n1,x\n1,y\n", "line 3: found a second caption for image 1")]
    [InlineData("image_id,words\n1,x\n", "line 1: found the columns")]
    [InlineData("[{\"image_id\": true, \"caption\": \"x\"}]", "[0].image_id: found a truth value")]
    [InlineData("[{\"image_id\": 1, \"caption\": \"x\"}, {\"image_id\": 1, \"caption\": \"y\"}]", "a second caption for image 1")]
    [InlineData("[{\"image_id\": 1, \"caption\": \"\\ud800\"}]", "no valid Unicode")]
    [InlineData("{\"image\": \"a\", \"caption\": \"x\"}\n{oops}\n", "line 2")]
    public void Read_WrongCandidates_NamesPlaceAndFinding(string content, string expected)
    {
        string path = Write("wrong.json", content);
        string message = Assert.Throws<CaptionFileException>(() => CandidateFile.Read(path)).Message;
        Assert.Contains("wrong.json", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Karpathy, "test", "one of train, val")]
    [InlineData("""{"a": ["x"]}""", "val", "without splits")]
    [InlineData("""{"a": []}""", null, "image a: found no sentence")]
    [InlineData("""{"images": [{"sentences": []}]}""", null, "found no name")]
    [InlineData("""{"images": []}""", null, "no image")]
    [InlineData("""{"annotations": [{"image_id": 1}]}""", null, "no member caption")]
    public void Read_WrongReferences_NamesPlaceAndFinding(string content, string? split, string expected) => Assert.Contains(
        expected, Assert.Throws<CaptionFileException>(() => ReferenceFile.Read(Write("wrong.json", content), split)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFile_SaysSo() => Assert.Throws<CaptionFileException>(() => CandidateFile.Read(Path.Combine(_folder, "none.json")));

    [Fact]
    public void Compare_GoldenFileWithItself_IsNotSignificant()
    {
        ScoreFile file = ScoreFile.Read(SharedFiles.Fixture("golden/tricky_a.json"));
        Assert.All(ScoreComparison.Compare([file], [file], new ResamplingOptions { Trials = 50 }), result =>
        {
            Assert.False(result.IsSignificant);
            Assert.Equal(1, result.PValue);
        });
    }

    [Fact]
    public void Compare_FilesOfOtherImages_IsRefused()
    {
        ScoreFile first = ScoreFile.Read(SharedFiles.Fixture("golden/tricky_a.json")), second =
            ScoreFile.Read(SharedFiles.Fixture("golden/ucm_neighbour.json"));
        Assert.Contains("images are not those of", Assert.Throws<CaptionFileException>(() => ScoreComparison.Compare([first], [second])).Message,
            StringComparison.Ordinal);
    }

    // Two tables have one name where neither is a published one; files of older versions say nothing.
    [Fact]
    public void Compare_OneNameOfTwoScores_IsRefused()
    {
        const string Score = "{\"METEOR_custom_table\": 0.5}";
        ScoreFile File(string name, string signature) =>
            ScoreFile.Read(Write(name, $$"""{"corpus": {{Score}}, {{signature}} "per_image": { "a": {{Score}}, "b": {{Score}} } }"""));
        ScoreFile first = File("first.json", "\"signatures\": {\"METEOR_custom_table\": \"table 1\"},"), second =
            File("second.json", "\"signatures\": {\"METEOR_custom_table\": \"table 2\"},");
        string problem = Assert.Throws<CaptionFileException>(() => ScoreComparison.Compare([first], [second])).Message;
        Assert.Contains("second.json: its METEOR_custom_table", problem, StringComparison.Ordinal);
        Assert.Contains("'table 2' and 'table 1'", problem, StringComparison.Ordinal);
        Assert.Single(ScoreComparison.Compare([first], [File("old.json", "")], new ResamplingOptions { Trials = 10 }));
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
