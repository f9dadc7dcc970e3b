using System.Text.Json;

namespace SkyScribe.Cli.Tests.Commands;

[Collection("console")]
public sealed class DoctorCommandTests(ToyPictures toy)
{
    [Fact]
    public void Doctor_ToyDataSet_ExitsWithZeroAndWritesPage()
    {
        string page = Path.Combine(toy.Folder, "findings.html"), json = Path.Combine(toy.Folder, "findings.json");
        var run = CommandLine.Run("doctor", toy.Captions, "--images", toy.Images, "--report", page, "--out", json, "--attribute-threshold", "5");
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Contains("split-sizes", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.NotEmpty(JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public void Doctor_MissingImage_ExitsWithOne()
    {
        string images = Path.Combine(toy.Folder, "some");
        Directory.CreateDirectory(images);
        File.Copy(Directory.GetFiles(toy.Images).Order(StringComparer.Ordinal).First(), Path.Combine(images, Path.GetFileName(Directory.GetFiles(toy.Images).Order(StringComparer.Ordinal).First())));
        Assert.Equal(1, CommandLine.Run("doctor", toy.Captions, "--images", images).Code);
    }
}
