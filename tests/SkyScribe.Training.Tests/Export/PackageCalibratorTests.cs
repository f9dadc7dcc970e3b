using SkyScribe.Datasets.Layouts;
using SkyScribe.Imaging;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Tests.Export;

public sealed class PackageCalibratorTests(TinyPackage package) : IClassFixture<TinyPackage>
{
    [Fact]
    public void Calibrate_APackage_GivesConfidencesAndTellsAPattern()
    {
        string copy = package.Copy();
        var reliability = PackageCalibrator.Calibrate(copy, DatasetReader.Read(package.CaptionFile), package.ImageFolder);
        Assert.Equal(4, reliability.Images);
        using var captioner = Captioner.Load(copy, new CaptionerOptions { Threads = 1 });
        var caption = captioner.Describe(package.Images[0]);
        Assert.InRange(caption.Confidence!.Value, 0, 1);
        Assert.NotNull(caption.IsOutOfDomain);
        byte[] checks = [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)((i / 3 + i / 192) % 2 * 255))];
        Assert.True(captioner.Describe(new RgbImage(64, 64, checks)).IsOutOfDomain);
        Assert.Contains("How far to trust it", File.ReadAllText(Path.Combine(copy, "README.md")), StringComparison.Ordinal);
        PackageCalibrator.Calibrate(copy, DatasetReader.Read(package.CaptionFile), package.ImageFolder);   // a second time
        Assert.Equal(2, File.ReadAllText(Path.Combine(copy, "README.md")).Split("How far to trust it").Length);
    }
}
