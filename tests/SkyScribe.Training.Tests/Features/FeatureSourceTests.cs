using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Features;

public sealed class FeatureSourceTests
{
    // Whether the frozen part is cached, recomputed or absent, features are those of the turned picture.
    [Theory]
    [InlineData("small-cnn", "all", 0)]
    [InlineData("resnet101v2-c4", "block3.22,norm", 0, 0L)]      // no room to keep it
    [InlineData("resnet101v2-c4", "block3.22,norm", 5e-3)]   // what the frozen stages gave is kept in half precision
    public void Batch_OfATurnedImage_IsTheTurnedPicturesFeatures(string name, string trainable, double tolerance, long? mostBytes = null)
    {
        using var tiny = new TinyRun();
        string[] files = [.. Directory.GetFiles(tiny.Toy.ImageFolder).Order(StringComparer.Ordinal).Take(3)];
        random.manual_seed(2);
        using var encoder = ImageEncoder.Create(name);
        encoder.Unfreeze(trainable);
        using var source = new LiveFeatureSource(
            encoder, files[..2], [1, 2, 3, 4], files[2..], null, TestContext.Current.CancellationToken, mostBytes);
        Assert.Equal(tolerance > 0, source.KeepsFrozen);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        RgbImage Resized(int file) =>
            Resampler.Resize(ImageReader.Read(files[file]), encoder.Preprocessing.Size, encoder.Preprocessing.Size, encoder.Preprocessing.Filter);
        var expected = LiveFeatureSource.Encode(encoder, [Upright.Orient(Resized(1), 2), Upright.Orient(Resized(0), 4)]);
        AssertClose(expected, source.Batch([1, 0], [1, 3]), tolerance);
        AssertClose(LiveFeatureSource.Encode(encoder, [Resized(2)]), source.Batch([2], [0]), tolerance);
        Assert.True(Difference(expected[0], source.Batch([1], [0])[0]) > 5 * tolerance
            + 0.01, "mirroring changes next to nothing here, so the test says nothing");
    }

    [Fact]
    public void Run_TrainingImagesInTwoOrientations_LearnsFromBothAndKeepsACacheOfEach()
    {
        using var tiny = new TinyRun();
        Trainer.Run(tiny.Run("plain", TinyRun.Options("trainable=")));
        var watcher = new EventList();
        Trainer.Run(tiny.Run("turned", TinyRun.Options("trainable=", "data.flips=horizontal")), watcher);
        Assert.NotEqual(File.ReadAllBytes(tiny.PathOf("plain/last/captioner.safetensors")),
            File.ReadAllBytes(tiny.PathOf("turned/last/captioner.safetensors")));
        Assert.Equal(2, Directory.GetFiles(tiny.PathOf("cache"), "*.features").Length);
        Assert.Contains(watcher.Events.OfType<TrainingMessage>(),
            message => message.Text.StartsWith("flips and rotations: ", StringComparison.Ordinal));
    }

    private static void AssertClose(Tensor expected, Tensor found, double tolerance) => Assert.InRange(Difference(expected, found), 0, tolerance);

    // The largest difference, as a share of the largest value.
    private static double Difference(Tensor expected, Tensor found) =>
        (expected - found).abs().max().item<float>() / expected.abs().max().item<float>();
}
