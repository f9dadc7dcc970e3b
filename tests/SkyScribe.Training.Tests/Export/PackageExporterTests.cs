using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Export;

public sealed class PackageExporterTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    private string[] Images => [.. Directory.EnumerateFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).Take(7)];

    public static TheoryData<string, string> Models => new()
    {
        { "b.", "" }, { "b.+sg/s", "" }, { "b.+sg+ls", "" }, { "b.+sg+MSO+Ld", "" }, { "b.+sg+MSO+Ld", "wiring=UpDown" },
        { "b.", "wiring=AsPrinted" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Export_EveryTwoLstmModel_CaptionsAsLibtorchDoes(string ablation, string change)
    {
        string model = Train(ablation, change);
        var (package, difference) = PackageExporter.Export(model, _tiny.PathOf("package"), new ExportOptions { Name = "tiny" });
        Assert.True(difference.IsSmall, difference.ToString());
        Assert.Equal("fp32", package.Manifest.Precision);

        using var trained = TrainedModel.Load(model);
        using var captioner = Captioner.Load(_tiny.PathOf("package"), new CaptionerOptions { Threads = 1, BatchImages = 3 });
        var pictures = Images.Select(path => ImageReader.Read(path)).ToArray();
        var expected = trained.Describe(pictures);
        var found = captioner.Describe(pictures);
        for (int i = 0; i < pictures.Length; i++)
        {
            Assert.Equal(expected[i].Text, found[i].Text);
            Assert.Equal(expected[i].LogProbability, found[i].LogProbability, 1e-3);
            Assert.Equal(expected[i].Alternatives.Select(other => other.Text), found[i].Alternatives.Select(other => other.Text));
            Assert.Equal(expected[i].Attributes.Select(attribute => attribute.Sampled).Count(isIn => isIn),
                found[i].Attributes.Count(attribute => attribute.Sampled));
            Assert.Equal(expected[i].Attributes.OrderBy(a => a.Name).Select(a => a.Probability),
                found[i].Attributes.OrderBy(a => a.Name).Select(a => a.Probability), (a, b) => Math.Abs(a - b) < 1e-4);
        }

        var maps = trained.Explain(pictures[0], expected[0].Text);
        var exported = captioner.Explain(pictures[0], expected[0].Text);
        Assert.Equal(maps.Words, exported.Words);
        Assert.Equal(maps.Maps.SelectMany(map => map), exported.Maps.SelectMany(map => map), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData(ProductForm.Dynamic)]
    [InlineData(ProductForm.WeightOnly)]
    public void Export_Int8_IsSmallerAndCaptionsAlmostAlike(ProductForm form)
    {
        string model = Train("b.+sg+MSO+Ld", "epochs=6");
        PackageExporter.Export(model, _tiny.PathOf("full"), new ExportOptions { Name = "tiny" });
        var (package, _) = PackageExporter.Export(
            model, _tiny.PathOf("small"), new ExportOptions { Name = "tiny", RangeImages = Images, DecoderForm = form });
        Assert.Equal("int8", package.Manifest.Precision);
        Assert.True(Size("small", "encoder.onnx") < 0.5 * Size("full", "encoder.onnx"));
        using var full = Captioner.Load(_tiny.PathOf("full"), new CaptionerOptions { Threads = 1 });
        using var small = Captioner.Load(_tiny.PathOf("small"), new CaptionerOptions { Threads = 1 });
        var pictures = Images.Select(path => ImageReader.Read(path)).ToArray();
        Caption[] expected = [.. full.Describe(pictures)], found = [.. small.Describe(pictures)];
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First.LogProbability - pair.Second.LogProbability), 0, 1.5));
    }

    [Fact]
    public void Export_SingleLstmModel_IsRefused()
    {
        string model = Train("SAT", "");
        Assert.Contains("SAT", Assert.ThrowsAny<SkyScribeException>(
            () => PackageExporter.Export(model, _tiny.PathOf("package"), new ExportOptions { Name = "tiny" })).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.PathOf("package")));
    }

    [Fact]
    public void Export_IntoAFolderOfSomethingElse_LeavesIt()
    {
        string model = Train("b.", "");
        Assert.Throws<CheckpointException>(() => PackageExporter.Export(model, _tiny.Toy.ImageFolder, new ExportOptions { Name = "tiny" }));
        Assert.NotEmpty(Images);
    }

    public void Dispose() => _tiny.Dispose();

    private string Train(string ablation, string change)
    {
        string[] changes = change.Length == 0 ? [] : [change];
        Trainer.Run(_tiny.Run("run", TinyRun.Options([$"ablation={ablation}", "classifierEpochs=1", .. changes])));
        return _tiny.PathOf("run");
    }

    private long Size(string package, string file) => new FileInfo(Path.Combine(_tiny.PathOf(package), file)).Length;
}
