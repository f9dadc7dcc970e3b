using SkyScribe.Imaging;
using SkyScribe.TestSupport;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Training;

/// <summary>A data set of 16-bit pictures that use 11 bits: said before training, kept by the model and its package, used again.</summary>
public sealed class RenderingTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public RenderingTests()
    {
        foreach (string file in Files)
        {
            var picture = ImageReader.Read(file);
            File.WriteAllBytes(file, RawTiff.Write(false, new RawTiff
            {
                Width = picture.Width,
                Height = picture.Height,
                Bits = 16,
                RowsPerStrip = picture.Height,
                Blocks = [[.. picture.Pixels.SelectMany(value => BitConverter.GetBytes((ushort)(1 + (8 * value))))]],
            }));
        }
    }

    private string[] Files => [.. Directory.EnumerateFiles(_tiny.Toy.ImageFolder, "*.png").Order(StringComparer.Ordinal)];

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Training_OfDarkPictures_SaysTheRange_AndTheModelKeepsTheRule()
    {
        EventList events = new();
        Trainer.Run(_tiny.Run("run", TinyRun.Options("epochs=1", "data.stretch=percentile", "data.bands=\"3,2,1\"")), events);
        string said = Assert.Single(
            events.Events.OfType<TrainingMessage>(), message => message.Text.Contains("16-bit values", StringComparison.Ordinal)).Text;
        Assert.Contains("24 of 24 pictures looked at have 16-bit values, from ", said, StringComparison.Ordinal);
        Assert.Contains("24 of them are stretched", said, StringComparison.Ordinal);

        Rendering rule = new() { Stretch = StretchRule.Percentile, Bands = "3,2,1" };
        PackageExporter.Export(_tiny.PathOf("run"), _tiny.PathOf("package"), new ExportOptions { Name = "tiny" });
        using var trained = TrainedModel.Load(_tiny.PathOf("run"));
        using var captioner = Captioner.Load(_tiny.PathOf("package"));
        using var dark = Captioner.Load(_tiny.PathOf("package"), new CaptionerOptions { Rendering = new Rendering { Stretch = StretchRule.None } });
        Assert.Equal(rule, trained.Rendering);
        Assert.Equal(rule, captioner.Rendering);
        Assert.Equal(StretchRule.None, dark.Rendering.Stretch);
        Assert.Contains("Pictures: stretch percentile, bands 3,2,1;", File.ReadAllText(Path.Combine(_tiny.PathOf("package"), "README.md")),
            StringComparison.Ordinal);
        var (ofFile, ofPicture) = (captioner.Describe(Files[0]), captioner.Describe(ImageReader.Read(Files[0], null, rule)));
        Assert.Equal(ofPicture.LogProbability, ofFile.LogProbability);
        Assert.NotEqual(dark.Describe(Files[0]).LogProbability, ofFile.LogProbability);
    }

    [Fact]
    public async Task Files_ThatWereStretched_SaySo()
    {
        Trainer.Run(_tiny.Run("run", TinyRun.Options("epochs=1")));
        using var trained = TrainedModel.Load(_tiny.PathOf("run"));
        await foreach (var file in trained.DescribeFilesAsync(Files.Take(2), null, TestContext.Current.CancellationToken))
        {
            Assert.Contains("stretched", Assert.Single(file.Remarks), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ensemble_OfModelsWithOtherRules_IsRefused()
    {
        Trainer.Run(_tiny.Run("a", TinyRun.Options("epochs=1")));
        Trainer.Run(_tiny.Run("b", TinyRun.Options("epochs=1", "data.stretch=none")));
        Assert.Contains("stretch none", Assert.Throws<CheckpointException>(() => ModelEnsemble.Load([_tiny.PathOf("a"), _tiny.PathOf("b")])).Message,
            StringComparison.Ordinal);
    }
}
