using System.Text.Json;
using SkyScribe.Packages;
using SkyScribe.TestSupport;

namespace SkyScribe.Cli.Tests.Commands;

/// <summary>The model in models/, as people get it: without --model.</summary>
[Collection("console")]
public sealed class BundledModelTests(ToyPictures toy)
{
    [Fact]
    public void Folder_IsWithinItsLimit()
    {
        var files = Directory.GetFiles(BundledModel.Folder);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 25_000_000);
        Assert.Equal("int8", ModelPackage.Read(BundledModel.Folder).Precision);
    }

    [Fact]
    public void Caption_WithoutModel_SaysHowFarToTrustIt()
    {
        string image = Directory.GetFiles(toy.Images)[0];
        var (code, output, error) = CommandLine.Run("caption", image, "--format", "json");
        Assert.True(code == 0, error);
        var line = JsonDocument.Parse(output).RootElement;
        Assert.NotEmpty(line.GetProperty("caption").GetString()!);
        Assert.InRange(line.GetProperty("confidence").GetDouble(), 0, 1);
        Assert.Contains(line.GetProperty("outOfDomain").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
    }

    [Fact]
    public void Caption_RealImages_SaysWhatTheyShow()
    {
        string images = SharedFiles.Require("data/ucm/images");
        foreach (var (file, word) in new[] { ("91.jpg", "farmland"), ("281.jpg", "baseball"), ("1081.jpg", "boats"), ("1581.jpg", "cars") })
        {
            Assert.Contains(word, CommandLine.Run("caption", Path.Combine(images, file)).Output, StringComparison.Ordinal);
        }
    }
}
