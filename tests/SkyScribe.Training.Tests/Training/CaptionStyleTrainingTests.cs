using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Training.Export;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Training;

/// <summary>A model that learned detailed captions knows both styles, in libtorch and as a package.</summary>
public sealed class CaptionStyleTrainingTests : IDisposable
{
    private readonly TinyRun _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Run_WithDetailed_ModelWritesInBothStyles()
    {
        string model = Trainer.Run(_tiny.Run("both", TinyRun.Options("epochs=12", "data.detailed=2", "selfCritical.epochs=1"))).ModelFolder;
        PackageExporter.Export(model, _tiny.PathOf("package"), new ExportOptions { Name = "tiny" });
        using var trained = TrainedModel.Load(model);
        using var captioner = Captioner.Load(_tiny.PathOf("package"), new CaptionerOptions { Threads = 1 });
        string[] files = [.. Directory.EnumerateFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).Take(7)];
        RgbImage[] pictures = [.. files.Select(path => ImageReader.Read(path))];

        Assert.All<IImageCaptioner>([trained, captioner], one => Assert.Equal([CaptionStyle.Plain, CaptionStyle.Detailed], one.Styles));
        string[] Texts(IImageCaptioner one, CaptionStyle style) =>
            [.. one.Describe(pictures, one.DefaultDecoding.In(style)).Select(caption => caption.Text)];
        string[] plain = Texts(trained, CaptionStyle.Plain), detailed = Texts(trained, CaptionStyle.Detailed);
        Assert.Equal(plain, Texts(captioner, CaptionStyle.Plain));
        Assert.Equal(detailed, Texts(captioner, CaptionStyle.Detailed));
        Assert.NotEqual(plain, detailed);
        Assert.True(detailed.Average(Words) > plain.Average(Words) + 1, string.Join('\n', plain.Concat(detailed)));
        Assert.All(plain.Concat(detailed), text => Assert.DoesNotContain("<", text, StringComparison.Ordinal));
        Assert.NotEqual(trained.Explain(pictures[0], plain[0]).Maps[0], trained.Explain(pictures[0], plain[0], CaptionStyle.Detailed).Maps[0]);
    }

    [Fact]
    public void Describe_DetailedByAModelOfPlainCaptions_IsRefused()
    {
        string model = Trainer.Run(_tiny.Run("plain", TinyRun.Options("epochs=1"))).ModelFolder;
        using var trained = TrainedModel.Load(model);
        var picture = ImageReader.Read(Directory.EnumerateFiles(_tiny.Toy.ImageFolder).First());

        Assert.Equal([CaptionStyle.Plain], trained.Styles);
        Assert.Throws<ArgumentException>(() => trained.Describe(picture, trained.DefaultDecoding.In(CaptionStyle.Detailed)));
    }

    [Fact]
    public void Read_DetailedOutOfRange_IsAnErrorThatNamesIt() =>
        Assert.Contains("Data.Detailed", Assert.Throws<OptionException>(() => TinyRun.Options("data.detailed=11").Validate()).Message,
            StringComparison.Ordinal);

    private static double Words(string text) => text.Split(' ').Length;
}
