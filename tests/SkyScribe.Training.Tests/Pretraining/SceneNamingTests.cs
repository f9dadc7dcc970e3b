using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Training.Pretraining;

namespace SkyScribe.Training.Tests.Pretraining;

public sealed class SceneNamingTests
{
    [Theory]
    [InlineData("names", "airport_12.jpg", "airport")]
    [InlineData("names", "sub/Dense-residential 7.png", "dense-residential")]
    [InlineData("names", "00001.jpg", null)]
    [InlineData("folders", "beach/beach_007.jpg", "beach")]
    [InlineData("folders", "train/beach/1.jpg", "beach")]
    [InlineData("folders", "1.jpg", null)]
    [InlineData("numbers:100", "100.jpg", "scene 01")]
    [InlineData("numbers:100", "images/101.tif", "scene 02")]
    [InlineData("numbers:100", "2100.jpg", "scene 21")]
    public void SceneOf_APath_IsTheScene(string naming, string path, string? scene) => Assert.Equal(scene, SceneNaming.Parse(naming).SceneOf(path));

    [Theory]
    [InlineData("")]
    [InlineData("labels")]
    [InlineData("numbers")]
    [InlineData("numbers:0")]
    [InlineData("numbers:-5")]
    [InlineData("numbers:1e3")]
    public void Parse_AnythingElse_NamesTheThree(string text) =>
        Assert.Contains("numbers:N", Assert.Throws<OptionException>(() => SceneNaming.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("airport.jpg")]
    [InlineData("0.jpg")]
    public void SceneOf_NumberedByAName_NamesTheFile(string path) =>
        Assert.Contains(path, Assert.Throws<DatasetException>(() => SceneNaming.Numbers(100).SceneOf(path)).Message, StringComparison.Ordinal);
}
