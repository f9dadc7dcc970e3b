using System.Text.Json;
using SkyScribe.TestSupport;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>The model in models/, as people get it: without --model.</summary>
[Collection("console")]
public sealed class BundledModelTests(TrainedToy toy)
{
    /// <summary>docs/bundled-model.md's score, from the files that people have; other processors' float32 sums may turn a few captions.</summary>
    [Fact]
    public void Evaluate_UcmVal_ScoresAsPublished()
    {
        string report = Path.Combine(toy.Folder, "bundled.json");
        var run = CommandLine.Run("evaluate", "--data", SharedFiles.Require("data/ucm/dataset_ucm.json"), "--images", SharedFiles.Require("data/ucm/images"), "--out", report);
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(3.405, JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("corpus").GetProperty("CIDEr").GetDouble(), 0.04);
    }
}
