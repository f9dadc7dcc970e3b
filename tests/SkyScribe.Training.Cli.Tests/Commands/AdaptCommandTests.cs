using System.Text.Json.Nodes;
using SkyScribe.Packages;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary><c>adapt</c> from a model of one epoch on a few toy pictures: a package, a table and a page; and captions that nothing can be learned
/// from.</summary>
[Collection("console")]
public sealed class AdaptCommandTests(TrainedToy toy)
{
    [Fact]
    public void Adapt_WithAFewPictures_WritesAPackageAndComparesIt()
    {
        string data = Captions("own.json", (_, text) => text + " seen from a zeppelin"), folder = Path.Combine(toy.Folder, "own model");
        string[] arguments = ["adapt", "--data", data, "--images", toy.Images, "--model", toy.Model, "--out", folder, "--set", "epochs=2", "--cache",
            Path.Combine(toy.Folder, "cache"), "--set", "threads=1", "--also", $"{toy.Captions}={toy.Images}"];
        var adapted = CommandLine.Run(arguments);
        Assert.True(adapted.Code == 0, adapted.Error + adapted.Output);
        foreach (string expected in new[]
        {
            "this will take about ", "zeppelin", "are too few to tell which model is better", "difference",
        })
        {
            Assert.Contains(expected, adapted.Output + adapted.Error, StringComparison.Ordinal);
        }

        var package = ModelPackage.Read(folder);
        Assert.Equal("int8", package.Precision);
        Assert.Contains("zeppelin", File.ReadAllText(Path.Combine(folder, "vocabulary.json")), StringComparison.Ordinal);
        string page = File.ReadAllText(folder + ".run/compare.html");
        Assert.Contains("<dt>adapted model</dt>", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);

        Assert.Equal(2, CommandLine.Run(arguments).Code);   // the run is there; --resume makes the package again
        Assert.Equal(0, CommandLine.Run([.. arguments, "--resume"]).Code);
    }

    [Theory]
    [InlineData(5, "a house", "at least 8 and 2")]
    [InlineData(40, "a house", "one caption for all")]
    [InlineData(40, null, "another script")]
    public void Adapt_CaptionsThatTeachNothing_AreRefused(int pictures, string? caption, string expected)
    {
        string data = Captions("poor.json", (i, _) => caption ?? $"\u0434\u043e\u043c {new string('\u0430', i % 7)}", pictures);
        var refused = CommandLine.Run(
            "adapt", "--data", data, "--images", toy.Images, "--model", toy.Model, "--out", Path.Combine(toy.Folder, "none"));
        Assert.Equal(2, refused.Code);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(toy.Folder, "none")));
    }

    [Fact]
    public void Adapt_WithoutThePictures_SaysWhichFolderWasLookedIn()
    {
        string data = Captions("away.json", (_, text) => text);
        var refused = CommandLine.Run(
            "adapt", "--data", data, "--images", toy.Folder, "--model", toy.Model, "--out", Path.Combine(toy.Folder, "none"));
        Assert.Equal(2, refused.Code);
        Assert.Contains("none of its pictures in " + toy.Folder, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Adapt_CaptionsWithSplitsOfTheirOwn_KeepsThem()
    {
        string folder = Path.Combine(toy.Folder, "split model");
        var adapted = CommandLine.Run(
            "adapt", "--data", toy.Captions, "--images", toy.Images, "--model", toy.Model, "--out", folder, "--set", "epochs=1", "--cache",
            Path.Combine(toy.Folder, "cache"), "--set", "threads=1");
        Assert.True(adapted.Code == 0, adapted.Error);
        Assert.Contains("the caption file's own splits", adapted.Output, StringComparison.Ordinal);
    }

    // The toy's captions without splits, changed.
    private string Captions(string name, Func<int, string, string> change, int most = int.MaxValue)
    {
        var root = JsonNode.Parse(File.ReadAllText(toy.Captions))!;
        var images = root["images"]!.AsArray();
        while (images.Count > most)
        {
            images.RemoveAt(images.Count - 1);
        }

        for (int i = 0; i < images.Count; i++)
        {
            images[i]!.AsObject().Remove("split");
            foreach (var sentence in images[i]!["sentences"]!.AsArray())
            {
                string text = change(i, (string)sentence!["raw"]!);
                sentence["raw"] = text;
                sentence["tokens"] = new JsonArray([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (JsonNode)word)]);
            }
        }

        string path = Path.Combine(toy.Folder, name);
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }
}
