using SkyScribe.Imaging;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Features;

public sealed class FrozenEncoderTests
{
    // Where it is cut, and whether ONNX Runtime runs it (alexnet has no such form) or libtorch does.
    [Theory]
    [InlineData("efficientnet-lite2", null)]
    [InlineData("efficientnet-lite2", "head")]
    [InlineData("efficientnet-lite2", "block15,block16,block17,block18,block19,block20,head")]
    [InlineData("efficientnet-lite2", "block0")]
    [InlineData("resnet101v2-c4", null)]
    [InlineData("resnet101v2-c4", "norm")]
    [InlineData("resnet101v2-c4", "block3.22,norm")]
    [InlineData("resnet101v2-c4", "block1")]
    [InlineData("small-cnn", null)]
    [InlineData("alexnet", null)]
    public void Run_SomePictures_GivesWhatTheFrozenStagesGiveInLibtorch(string name, string? trainable)
    {
        random.manual_seed(4);
        using var encoder = ImageEncoder.Create(name);
        using (no_grad())
        {
            // Libtorch's start lets a picture fade on its way through so many layers; this one keeps its size (He et al., 2015).
            foreach (var kernel in encoder.Module.parameters().Where(parameter => parameter.dim() == 4))
            {
                nn.init.kaiming_normal_(kernel);
            }
        }

        if (trainable is not null)
        {
            encoder.Unfreeze(trainable);
        }

        int size = encoder.Preprocessing.Size;
        RgbImage[] pictures = [.. Enumerable.Range(0, 3).Select(i => Waves(size + i, size - i, i + 1))];
        using var frozen = new FrozenEncoder(encoder);
        using var scope = NewDisposeScope();
        var expected = encoder.EncodeFrozen(LiveFeatureSource.Pixels(encoder, pictures));
        var found = frozen.Run(pictures);
        Assert.Equal(expected.shape, found.shape);
        Assert.InRange((expected - found).abs().max().item<float>() / expected.abs().max().item<float>(), 0, 1e-4);
        Assert.True((expected[0] - expected[1]).abs().max().item<float>() / expected.abs().max().item<float>()
            > 1e-3, "the pictures look alike to this network, so the test says little");
    }

    [Fact]
    public void Constructor_WholeEncoderLearns_SaysSo()
    {
        using var encoder = ImageEncoder.Create("resnet101v2-c4");
        encoder.Unfreeze("all");
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenEncoder(encoder).Dispose());
    }

    private static RgbImage Waves(int width, int height, int length)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % width, y = i / 3 / width;
            pixels[i] = (byte)(127.5 * (1 + Math.Sin((x * (i % 3 + 1) + y) / (5.0 * length))));
        }

        return new RgbImage(width, height, pixels);
    }
}
