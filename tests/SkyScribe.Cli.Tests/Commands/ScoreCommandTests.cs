using System.Text.Json;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class ScoreCommandTests(ToyPictures toy)
{
    [Fact]
    public void Score_CaptionsAgainstReferences_WritesAFileThatCanBeCompared()
    {
        string candidates = Path.Combine(toy.Folder, "candidates.json"), scores = Path.Combine(toy.Folder, "scores.json");
        var images = JsonDocument.Parse(File.ReadAllText(toy.Captions)).RootElement.GetProperty("images").EnumerateArray()
            .Where(image => image.GetProperty("split").GetString() == "val");
        File.WriteAllText(candidates, JsonSerializer.Serialize(
            images.ToDictionary(image => image.GetProperty("filename").GetString()!,
            image => image.GetProperty("sentences")[0].GetProperty("raw").GetString())));
        var scored = CommandLine.Run("score", "--candidates", candidates, "--references", toy.Captions, "--split", "val", "--metrics", "all",
            "--trials", "100", "--out", scores, "--training", toy.Captions + ":train");
        Assert.True(scored.Code == 0, scored.Error);
        Assert.Contains("METEOR_captions_table ", scored.Output, StringComparison.Ordinal);
        Assert.Contains("paraphrases: captions", scored.Output, StringComparison.Ordinal);
        Assert.Contains("not in training", scored.Output, StringComparison.Ordinal);
        var compared = CommandLine.Run("score", "--compare", scores, scores, "--trials", "100");
        Assert.Equal(0, compared.Code);
        Assert.Contains("| CIDEr |", compared.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("| yes |", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_MeteorTable_IsTheCallersChoiceAndNamesTheScore()
    {
        string candidates = Path.Combine(toy.Folder, "meteor.json"), scores = Path.Combine(toy.Folder, "meteor-scores.json");
        File.WriteAllText(candidates, "{\"a\": \"a road near a zebra crossing\"}");
        (int Code, string Output, string Error) Score(string table) => CommandLine.Run(
            "score", "--candidates", candidates, "--references", candidates, "--metrics", "METEOR", "--trials", "0", "--meteor-table", table, "--out",
            scores);

        // A file is known by its content.
        string copy = Path.Combine(toy.Folder, "some-table.bin");
        File.Copy(Path.Combine(SharedFiles.Root, "src", "SkyScribe.Metrics.Paraphrases", "paraphrases-full.bin"), copy);
        var full = Score(copy);
        Assert.Contains("\nMETEOR  ", full.Output, StringComparison.Ordinal);
        Assert.Contains("full paraphrase table (5274084 pairs)", File.ReadAllText(scores), StringComparison.Ordinal);
        var part = Score("captions");
        Assert.Contains("paraphrases: captions", part.Output, StringComparison.Ordinal);
        Assert.Contains("METEOR_captions_table", part.Output, StringComparison.Ordinal);

        var notCarried = Score("full");
        Assert.Equal(2, notCarried.Code);
        Assert.Contains("the full table is in the tool skyscribe-train", notCarried.Error, StringComparison.Ordinal);
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
        string candidates = Path.Combine(toy.Folder, "few.json");
        File.WriteAllText(candidates, "{\"none.png\": \"a road\"}");
        var run = CommandLine.Run("score", "--candidates", candidates, "--references", toy.Captions);
        Assert.Equal(2, run.Code);
        Assert.Contains("none of its 1 captions", run.Error, StringComparison.Ordinal);
        Assert.Contains("captions are called 'none.png'", run.Error, StringComparison.Ordinal);
        Assert.Contains("images are called '", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--partial", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OutputInAFolderThatIsNotThere_SaysSoBeforeTheWork()
    {
        var run = CommandLine.Run(
            "score", "--candidates", "none.json", "--references", "none.json", "--out", Path.Combine(toy.Folder, "nowhere", "scores.json"));
        Assert.Equal(2, run.Code);
        Assert.Contains("its folder does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_SpiceJarWithoutItsProgram_SaysWhatIsMissing()
    {
        string candidates = Path.Combine(toy.Folder, "one.json");
        File.WriteAllText(candidates, "{\"a\": \"a road\"}");
        var run = CommandLine.Run(
            "score", "--candidates", candidates, "--references", candidates, "--trials", "0", "--spice-jar", Path.Combine(toy.Folder, "none.jar"));
        Assert.Equal(2, run.Code);
        Assert.Contains("none.jar: there is no such file", run.Error, StringComparison.Ordinal);
    }
}
