using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Imaging;

/// <summary>
/// The golden pictures are Pillow 13's: <c>Image.open("in_WxH.png").resize((224, 224), Image.Resampling.BICUBIC)</c>, and <c>BILINEAR</c>.
/// The required tolerance is 1 of 255; these integers are in fact equal, so equality is asked for.
/// </summary>
public class ResamplerTests
{
    [Theory]
    [InlineData("97x131", ResampleFilter.Bicubic)]
    [InlineData("97x131", ResampleFilter.Bilinear)]
    [InlineData("225x224", ResampleFilter.Bicubic)]
    [InlineData("225x224", ResampleFilter.Bilinear)]
    [InlineData("256x256", ResampleFilter.Bicubic)]
    [InlineData("256x256", ResampleFilter.Bilinear)]
    public void Resize_GoldenPicture_EqualsPillow(string size, ResampleFilter filter) =>
        CheckGolden(name => SharedFiles.Fixture("resize/" + name), size, filter);

    [Theory]
    [InlineData(ResampleFilter.Bicubic)]
    [InlineData(ResampleFilter.Bilinear)]
    public void Resize_LargeGoldenPicture_EqualsPillow(ResampleFilter filter) =>
        CheckGolden(name => SharedFiles.Require("golden/resize/" + name), "500x500", filter);

    [Fact]
    public void Resize_SameSize_ReturnsTheSource()
    {
        RgbImage image = Some.Image(20, 30, seed: 1);
        Assert.Same(image, Resampler.Resize(image, 20, 30, ResampleFilter.Bicubic));
    }

    [Theory]
    [InlineData(31, 17)]
    [InlineData(20, 17)]
    [InlineData(31, 30)]
    [InlineData(1, 1)]
    [InlineData(200, 300)]
    public void Resize_PlainColor_KeepsIt(int width, int height)
    {
        byte[] pixels = new byte[3 * 20 * 30];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 3 == 0 ? 255 : i % 3 == 1 ? 0 : 77);
        }

        RgbImage result = Resampler.Resize(new RgbImage(20, 30, pixels), width, height, ResampleFilter.Bicubic);
        Assert.Equal((width, height), (result.Width, result.Height));
        Assert.All(Enumerable.Range(0, width * height), i => Assert.Equal(new byte[] { 255, 0, 77 }, result.Pixels.AsSpan(3 * i, 3).ToArray()));
    }

    [Fact]
    public void Resize_Transposed_IsTheTransposeWithinRounding()
    {
        // Rows and columns take different code; only the rounding between the passes may differ.
        RgbImage image = Some.Image(61, 47, seed: 2);
        RgbImage one = Upright.Orient(Resampler.Resize(image, 23, 29, ResampleFilter.Bicubic), 5);
        RgbImage other = Resampler.Resize(Upright.Orient(image, 5), 29, 23, ResampleFilter.Bicubic);
        Assert.True(Some.LargestDifference(one, other) <= 2);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(100_000, 100_000)]
    public void Resize_ImpossibleSize_Throws(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(Some.Image(4, 4, seed: 1), width, height, ResampleFilter.Bilinear));

    private static void CheckGolden(Func<string, string> find, string size, ResampleFilter filter)
    {
        RgbImage source = ImageReader.Read(find($"in_{size}.png"));
        RgbImage expected = ImageReader.Read(find($"{filter.ToString().ToLowerInvariant()}_{size}_to_224x224.png"));
        RgbImage actual = Resampler.Resize(source, 224, 224, filter);
        Assert.Equal(size, $"{source.Width}x{source.Height}");
        Assert.Equal(0, Some.LargestDifference(expected, actual));
    }
}
