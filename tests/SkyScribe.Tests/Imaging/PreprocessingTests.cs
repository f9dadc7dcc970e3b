using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

public class PreprocessingTests
{
    [Fact]
    public void Apply_ImageNet_EqualsTheFormulaInChannelPlanes()
    {
        RgbImage image = Some.Image(224, 224, seed: 1);
        float[] result = new float[3 * 224 * 224];
        Preprocessing.ImageNet.Apply(image, result);
        (double[] mean, double[] deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < 224 * 224; i += 97)
            {
                Assert.Equal(((image.Pixels[(3 * i) + c] / 255.0) - mean[c]) / deviation[c], result[(c * 224 * 224) + i], 1e-5);
            }
        }
    }

    [Fact]
    public void Apply_OtherPresets_EqualTheirFormulas()
    {
        RgbImage black = new(1, 1, [0, 127, 255]);
        float[] result = new float[3];
        (Preprocessing.SymmetricUnit with { Size = 1 }).Apply(black, result);
        Assert.Equal([-1f, (127 - 127.5f) / 127.5f, 1f], result);
        (Preprocessing.EfficientNetLite with { Size = 1 }).Apply(black, result);
        Assert.Equal([-127 / 128f, 0f, 1f], result);
    }

    [Fact]
    public void Apply_OtherSize_ResizesTheWholePicture()
    {
        RgbImage image = Some.Image(40, 30, seed: 1);
        Preprocessing settings = Preprocessing.EfficientNetLite with { Size = 16, Filter = ResampleFilter.Bilinear };
        float[] result = new float[3 * 16 * 16];
        settings.Apply(image, result);
        RgbImage small = Resampler.Resize(image, 16, 16, ResampleFilter.Bilinear);
        Assert.Equal(small.Pixels.Where((_, i) => i % 3 == 1).Select(value => (value - 127) / 128f), result[256..512]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((3 * 224 * 224) - 1)]
    [InlineData((3 * 224 * 224) + 1)]
    public void Apply_DestinationOfAnotherLength_Throws(int length)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Preprocessing.ImageNet.Apply(Some.Image(4, 4, seed: 1), new float[length]));
        Assert.Contains($"expected 3 x 224 x 224 = 150528 floats, found {length}", e.Message);
    }

    [Fact]
    public void Apply_ScaleOfZero_Throws() =>
        Assert.Throws<ArgumentException>(
        () => (Preprocessing.ImageNet with { Scale = [1, 0, 1] }).Apply(Some.Image(4, 4, seed: 1), new float[150528]));
}
