using Google.Protobuf;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.TestSupport;
using SkyScribe.Training.Export;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Export;

/// <summary>A package of version 1, written by an earlier SkyScribe from the toy data set: still read, and brought to today's form.</summary>
public sealed class PackageRefreshTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-tests-").FullName;

    private string Package => Path.Combine(_folder, "package");

    public PackageRefreshTests()
    {
        Directory.CreateDirectory(Package);
        foreach (string file in Directory.EnumerateFiles(SharedFiles.Fixture("packages/version-1")))
        {
            File.Copy(file, Path.Combine(Package, Path.GetFileName(file)));
        }
    }

    [Fact]
    public void Refresh_APackageOfVersion1_SaysTheSameAndNoNeighbourMatters()
    {
        RgbImage[] pictures = [.. Enumerable.Range(0, 6).Select(Picture)];
        Caption[] before = Alone(pictures);
        Assert.Equal(1, ModelPackage.Read(Package).Manifest.Version);

        var manifest = PackageRefresh.Refresh(Package)!.Manifest;
        Assert.Equal(PackageManifest.KnownVersion, manifest.Version);
        Assert.Equal(manifest.Files.OrderBy(file => file.Key), ModelPackage.Read(Package).Manifest.Files.OrderBy(file => file.Key));
        Assert.Contains("brought to package version 2", File.ReadAllText(Path.Combine(Package, "README.md")), StringComparison.Ordinal);
        Caption[] after = Alone(pictures);
        // another rounding of the same sums
        Assert.All(before.Zip(after), pair => Assert.InRange(Math.Abs(pair.First.LogProbability - pair.Second.LogProbability), 0, 0.25));
        Assert.NotEqual(before.Select(caption => caption.LogProbability), after.Select(caption => caption.LogProbability));

        using var captioner = Captioner.Load(Package, new CaptionerOptions { Threads = 2, BatchImages = pictures.Length });
        Assert.Equal(after.Select(caption => caption.LogProbability), captioner.Describe(pictures).Select(caption => caption.LogProbability));
    }

    [Fact]
    public void Refresh_ARefreshedPackage_ChangesNothing()
    {
        PackageRefresh.Refresh(Package);
        string[] files = [.. Directory.EnumerateFiles(Package).Order(StringComparer.Ordinal)];
        byte[][] before = [.. files.Select(File.ReadAllBytes)];
        Assert.Null(PackageRefresh.Refresh(Package));
        Assert.Equal(before, files.Select(File.ReadAllBytes));
    }

    [Theory]
    [InlineData("encoder.onnx", "no graph at all")]
    [InlineData("decoder.onnx", "a sum elsewhere")]
    public void Refresh_AGraphOfSomebodyElse_NamesTheFileAndLeavesThePackage(string file, string fault)
    {
        string path = Path.Combine(Package, file);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        model.Graph.Node.Add(new NodeProto { Name = "other", OpType = "ReduceSum", Input = { model.Graph.Node[0].Output[0] }, Output = { "other" } });
        File.WriteAllBytes(path, fault == "a sum elsewhere" ? model.ToByteArray() : "no graph"u8.ToArray());
        PackageExporter.Seal(Package, ModelPackage.Read(SharedFiles.Fixture("packages/version-1")).Manifest);
        Assert.Contains(file + ":", Assert.Throws<PackageException>(() => PackageRefresh.Refresh(Package)).Message, StringComparison.Ordinal);
        Assert.Equal(1, ModelPackage.Read(Package).Manifest.Version);
        Assert.Equal([Package], Directory.EnumerateFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Caption[] Alone(RgbImage[] pictures)
    {
        using var captioner = Captioner.Load(Package, new CaptionerOptions { Threads = 1, BatchImages = 1 });
        return [.. captioner.Describe(pictures)];
    }

    private static RgbImage Picture(int seed)
    {
        byte[] pixels = new byte[3 * 64 * 64];
        new Random(seed).NextBytes(pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((pixels[i] / 8) + (40 * seed) + (i / 64 % 3 * 10));
        }

        return new RgbImage(64, 64, pixels);
    }
}
