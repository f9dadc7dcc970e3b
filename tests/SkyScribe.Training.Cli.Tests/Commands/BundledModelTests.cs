using System.Text.Json;
using SkyScribe.Cli;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>The model in models/, as people get it: without --model.</summary>
[Collection("console")]
public sealed class BundledModelTests(TrainedToy toy)
{
    [Theory]
    [InlineData("model")]
    [InlineData("bundled")]
    public void Caption_MaxPixels_IsTheLimitOfEveryModel(string model)
    {
        string image = Directory.GetFiles(toy.Images)[0];   // 32 x 32
        string[] arguments = ["caption", image, "--max-pixels", "1023", .. model == "model" ? ["--model", toy.Model] : Array.Empty<string>()];
        var (code, _, error) = CommandLine.Run(arguments);
        Assert.Equal(ExitCode.SomeFailed, code);
        Assert.Contains("32 x 32 pixels, more than the limit of 1023", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. arguments.Select(argument => argument == "1023" ? "1024" : argument)]).Code);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("500000001")]
    public void Caption_MaxPixelsOutOfRange_IsRefused(string pixels)
    {
        var (code, _, error) = CommandLine.Run("caption", Directory.GetFiles(toy.Images)[0], "--max-pixels", pixels);
        Assert.Equal((ExitCode.BadInput, $"error: --max-pixels: found {pixels}, expected 1 to 500000000"), (code, error.Trim()));
    }

    /// <summary>docs/bundled-model.md's score, from the files that people have; other processors' float32 sums may turn a few captions.</summary>
    [Fact]
    public void Evaluate_UcmVal_ScoresAsPublished()
    {
        string report = Path.Combine(toy.Folder, "bundled.json");
        var run = CommandLine.Run("evaluate", "--data", SharedFiles.Require("data/ucm/dataset_ucm.json"), "--images", SharedFiles.Require(
            "data/ucm/images"), "--out", report);
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(3.367, JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("corpus").GetProperty("CIDEr").GetDouble(), 0.04);
    }
}
