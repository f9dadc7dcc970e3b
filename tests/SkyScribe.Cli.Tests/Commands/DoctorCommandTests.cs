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
        File.Copy(Directory.GetFiles(toy.Images).Order(StringComparer.Ordinal).First(),
            Path.Combine(images, Path.GetFileName(Directory.GetFiles(toy.Images).Order(StringComparer.Ordinal).First())));
        Assert.Equal(1, CommandLine.Run("doctor", toy.Captions, "--images", images).Code);
    }

    [Fact]
    public void Doctor_AllImagesMissing_ExitsWithOne()
    {
        var run = CommandLine.Run("doctor", toy.Captions, "--images", toy.Fresh());
        Assert.Equal(1, run.Code);
        Assert.Contains("error   split-without-images: train: none of its 20 images is there", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_ImagesWithAnotherEnding_OffersThemAndExitsWithOne()
    {
        string folder = toy.Fresh(), captions = Path.Combine(folder, "d.csv");
        File.WriteAllText(captions, "image,caption\n1.tif,a road\n2.png,a pond\n");
        File.Copy(toy.Files[0], Path.Combine(folder, "1.png"));
        File.Copy(toy.Files[1], Path.Combine(folder, "2.png"));
        var run = CommandLine.Run("doctor", captions, "--images", folder);
        Assert.Equal(1, run.Code);
        Assert.Contains("1.tif is not there, 1.png is", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_FileOfEachSplit_ExaminesThemTogether()
    {
        string folder = toy.Fresh(), train = Path.Combine(folder, "t.csv"), val = Path.Combine(folder, "v.csv");
        File.WriteAllText(train, "image,caption\n1.png,a road\n");
        File.WriteAllText(val, "image,caption\n2.png,a road\n");
        foreach (string[] files in new[] { new[] { $"train={train}", $"val={val}" }, ["--data", $"train={train}", "--data", $"val={val}"] })
        {
            var run = CommandLine.Run(["doctor", .. files]);
            Assert.True(run.Code == 0, run.Error);
            Assert.Contains("train 1, val 1, test 0", run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(2, CommandLine.Run("doctor").Code);
    }
}
