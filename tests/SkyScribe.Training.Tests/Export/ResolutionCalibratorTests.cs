using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Tests.Export;

public sealed class ResolutionCalibratorTests(TinyPackage package) : IClassFixture<TinyPackage>
{
    [Fact]
    public void Store_WhatWasMeasured_IsInThePackageAndItsCard()
    {
        string copy = package.Copy();
        var dataset = DatasetReader.Read(package.CaptionFile);
        var report = ResolutionCalibrator.Measure(copy, dataset, package.ImageFolder, 3, null, TestContext.Current.CancellationToken);
        Assert.Equal((3, 13), (report.Images, report.Results.Count));
        Assert.Equal([0.5, 1, 2], new[] { 0, 3, 6 }.Select(i => Math.Round(report.Results[i].Scale, 9)));
        ResolutionCalibrator.Store(copy, report.Range(0.25));
        ResolutionCalibrator.Store(copy, new ResolutionRange(0.5, 0.25, 1, 2, "a second time"));
        PackageCalibrator.Calibrate(copy, dataset, package.ImageFolder);   // keeps it
        Assert.Equal(new ResolutionRange(0.5, 0.25, 1, 2, "a second time"), ModelPackage.Read(copy).Resolution);
        string card = File.ReadAllText(Path.Combine(copy, "README.md"));
        Assert.Equal(2, card.Split("## Ground resolution").Length);
        Assert.Contains("good from 0.25 to 1 m", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "best": 0 """)]
    [InlineData(""" "best": 3 """)]
    public void Read_ARangeThatCannotBe_NamesIt(string best)
    {
        string copy = package.Copy();
        ResolutionCalibrator.Store(copy, new ResolutionRange(0.5, 0.25, 1, 2, "a test"));
        string manifest = Path.Combine(copy, "package.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"best\": 0.5", best.Trim(), StringComparison.Ordinal));
        var problem = Assert.Throws<PackageException>(() => ModelPackage.Read(copy));
        Assert.Contains("finest <= best <= coarsest", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Range_OfAReport_EndsWhereTheShareFallsBelowNineTenths()
    {
        ScaleResult At(double scale, double right, bool isEnlarged = false) => new(scale, isEnlarged, 3 * right, right, 0.5, 0);
        var report = new ResolutionReport("x", 100, 2, [At(0.5, 0.6), At(1, 0.8), At(2, 0.64), At(2, 0.8, true), At(4, 0.1, true)]);
        var range = report.Range(0.1);   // 0.72 is enough: half way from 0.8 to 0.64, and 0.4 of the way from 0.8 to 0.6
        Assert.Equal((0.2, 0.152, 0.283), (range.Best, range.Finest, range.Coarsest));
        Assert.Equal(0.433, range.CoarsestEnlarged);
    }

    [Fact]
    public void Shown_FinerAndCoarser_IsTheMiddleAndTheMirroredPicture()
    {
        var picture = new RgbImage(8, 8, [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)(i / 3))]);
        var fine = ResolutionCalibrator.Shown(picture, 0.5);
        Assert.Equal((4, 4, (byte)18), (fine.Width, fine.Height, fine.Pixels[0]));
        var coarse = ResolutionCalibrator.Shown(picture, 2);
        var small = ResolutionCalibrator.Shrunk(picture, 2);
        Assert.Equal((8, 8, 4), (coarse.Width, coarse.Height, small.Width));
        Assert.Equal(small.Pixels[0], coarse.Pixels[3 * ((2 * 8) + 2)]);   // in the middle
        Assert.Equal(coarse.Pixels[3 * ((2 * 8) + 2)], coarse.Pixels[3 * ((2 * 8) + 1)]);   // and mirrored beside it
    }
}
