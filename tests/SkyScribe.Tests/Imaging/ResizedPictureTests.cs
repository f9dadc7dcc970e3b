using CsCheck;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Whatever its size and orientation, a picture that is resized row by row has the bytes of one that is turned and then resized as a
/// whole.</summary>
public class ResizedPictureTests
{
    [Theory]
    [InlineData(61, 47)]
    [InlineData(20, 300)]
    [InlineData(300, 20)]
    [InlineData(24, 31)]
    [InlineData(31, 24)]
    [InlineData(24, 24)]
    [InlineData(1, 1)]
    [InlineData(1, 90)]
    [InlineData(90, 1)]
    [InlineData(5, 7)]
    public void Finish_EveryOrientationAndFilter_EqualsTheResampler(int width, int height)
    {
        RgbImage stored = Some.Image(width, height, seed: width);
        for (int orientation = 0; orientation <= 9; orientation++)
        {
            foreach (ResampleFilter filter in Enum.GetValues<ResampleFilter>())
            {
                Check(stored, orientation, 24, 31, filter);
                Check(stored, orientation, 24, 24, filter);
            }
        }
    }

    [Fact]
    public void Finish_AnySizes_EqualsTheResampler() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 8], Gen.Enum<ResampleFilter>()).Sample(
            sizes => Check(Some.Image(sizes.Item1, sizes.Item2, seed: sizes.Item5), sizes.Item5, sizes.Item3, sizes.Item4, sizes.Item6), iter: 2000,
            seed: "0000KOIPe1x5");

    private static void Check(RgbImage stored, int orientation, int width, int height, ResampleFilter filter)
    {
        RgbImage expected = Resampler.Resize(Upright.Orient(stored, orientation), width, height, filter);
        ResizedPicture rows = new(width, height, filter);
        rows.Begin(stored.Width, stored.Height, orientation);
        for (int y = 0; y < stored.Height; y++)
        {
            stored.Pixels.AsSpan(3 * y * stored.Width, 3 * stored.Width).CopyTo(rows.Row);
            rows.Next();
        }

        RgbImage actual = rows.Finish();
        Assert.Equal((width, height), (actual.Width, actual.Height));
        Assert.Equal(expected.Pixels, actual.Pixels);
    }
}
