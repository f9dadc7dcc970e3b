using BitMiracle.LibTiff.Classic;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Imaging;

public class TiffDecoderTests
{
    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 3);

    public static TheoryData<int, bool, bool, Compression, string> Layouts()
    {
        TheoryData<int, bool, bool, Compression, string> data = [];
        foreach (int bits in (int[])[8, 16])
        {
            foreach (bool tiled in (bool[])[false, true])
            {
                foreach (bool separate in (bool[])[false, true])
                {
                    foreach (Compression compression in (Compression[])[
                        Compression.NONE, Compression.LZW, Compression.ADOBE_DEFLATE, Compression.PACKBITS])
                    {
                        data.Add(bits, tiled, separate, compression, "l");
                    }

                    data.Add(bits, tiled, separate, Compression.LZW, "b");
                    data.Add(bits, tiled, separate, Compression.NONE, "b");
                    data.Add(bits, tiled, separate, Compression.NONE, "8");
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Decode_Rgb_GivesThePixels(int bits, bool tiled, bool separate, Compression compression, string variant)
    {
        SomeTiff tiff = SomeTiff.Of(Picture) with { Bits = bits, Tiled = tiled, Separate = separate, Compression = compression, Variant = variant };

        // The low byte is noise that must be dropped, not rounded.
        tiff = bits == 8 ? tiff : tiff with { Value = (x, y, s) => (Picture.Pixels[(3 * ((y * 37) + x)) + s] << 8) | 0xFE };
        Assert.Equal(Picture.Pixels, Some.Read(tiff.Write()).Pixels);
    }

    [Theory]
    [InlineData(1, Photometric.MINISBLACK, 1, false)]
    [InlineData(1, Photometric.MINISWHITE, 1, true)]
    [InlineData(2, Photometric.MINISBLACK, 1, false)]
    [InlineData(4, Photometric.MINISWHITE, 1, false)]
    [InlineData(8, Photometric.MINISBLACK, 1, true)]
    [InlineData(8, Photometric.MINISWHITE, 1, false)]
    [InlineData(8, Photometric.MINISBLACK, 2, false)]
    [InlineData(16, Photometric.MINISBLACK, 1, false)]
    [InlineData(16, Photometric.MINISWHITE, 1, true)]
    public void Decode_Grey_ScalesToTheFullRange(int bits, Photometric model, int samples, bool tiled)
    {
        int brightest = (1 << bits) - 1;
        SomeTiff tiff = new()
        {
            Bits = bits,
            Model = model,
            Samples = samples,
            Tiled = tiled,
            Extra = samples == 2 ? ExtraSample.UNASSALPHA : null,
            Value = (x, y, s) => s == 1 ? 7 : ((x * 7) + (y * 13)) * brightest / 700 & brightest,
        };
        RgbImage image = Some.Read(tiff.Write());
        for (int i = 0; i < 37 * 29; i++)
        {
            int stored = tiff.Value(i % 37, i / 37, 0);
            int expected = bits == 16 ? stored >> 8 : stored * 255 / brightest;
            expected = model == Photometric.MINISWHITE ? 255 - expected : expected;
            Assert.Equal((expected, expected, expected), (image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void Decode_Palette_LooksColorsUp(int bits, bool eightBitEntries)
    {
        int colors = 1 << bits;
        Random random = new(4);
        ushort[][] palette = [.. Enumerable.Range(0, 3)
            .Select(_ => Enumerable.Range(0, colors).Select(_ => (ushort)random.Next(eightBitEntries ? 256 : 65536)).ToArray())];
        palette[0][0] = (ushort)(eightBitEntries ? 200 : 65535);
        SomeTiff tiff = new() { Bits = bits, Samples = 1, Model = Photometric.PALETTE, Palette = palette, Value = (x, y, _) => ((x * 5) + y)
            % colors };
        RgbImage image = Some.Read(tiff.Write());
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            int entry = palette[i % 3][tiff.Value(i / 3 % 37, i / 3 / 37, 0)];
            Assert.Equal(eightBitEntries ? entry : entry >> 8, image.Pixels[i]);
        }
    }

    [Theory]
    [InlineData(8, false, false)]
    [InlineData(8, true, true)]
    [InlineData(16, false, true)]
    [InlineData(16, true, false)]
    public void Decode_UnassociatedAlpha_IsIgnored(int bits, bool separate, bool tiled)
    {
        SomeTiff tiff = SomeTiff.Of(Picture) with
        {
            Bits = bits,
            Samples = 4,
            Extra = ExtraSample.UNASSALPHA,
            Separate = separate,
            Tiled = tiled,
            Value = (x, y, s) => (s == 3 ? 0 : Picture.Pixels[(3 * ((y * 37) + x)) + s]) << (bits - 8),
        };
        Assert.Equal(Picture.Pixels, Some.Read(tiff.Write()).Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_AssociatedAlpha_IsDividedOut(bool separate)
    {
        SomeTiff tiff = SomeTiff.Of(Picture) with
        {
            Samples = 4,
            Extra = ExtraSample.ASSOCALPHA,
            Separate = separate,
            Value = (x, y, s) => s == 3 ? (x == 0 ? 0 : 128) : Math.Min((int)Picture.Pixels[(3 * ((y * 37) + x)) + s], 128),
        };
        RgbImage image = Some.Read(tiff.Write());
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            Assert.Equal(i / 3 % 37 == 0 ? 0 : Math.Min((int)Picture.Pixels[i], 128) * 255 / 128, image.Pixels[i]);
        }
    }

    [Theory]
    [InlineData(Photometric.YCBCR, false)]
    [InlineData(Photometric.YCBCR, true)]
    [InlineData(Photometric.RGB, false)]
    public void Decode_Jpeg_IsCloseToThePixels(Photometric model, bool tiled)
    {
        RgbImage smooth = Resampler.Resize(Some.Image(4, 4, seed: 5), 48, 32, ResampleFilter.Bicubic);
        SomeTiff tiff = SomeTiff.Of(smooth) with { Compression = Compression.JPEG, Model = model, Tiled = tiled, RowsPerStrip = 16 };
        Assert.InRange(Some.LargestDifference(smooth, Some.Read(tiff.Write())), 0, 24);
    }

    [Fact]
    public void Decode_Cmyk_ConvertsToRgb()
    {
        SomeTiff tiff = new() { Samples = 4, Model = Photometric.SEPARATED, Orientation = 3,
            Value = (x, y, s) => s switch { 0 => x * 5, 1 => y * 5, 2 => 30, _ => 100 } };
        RgbImage image = Some.Read(tiff.Write());
        for (int y = 0; y < 29; y++)
        {
            for (int x = 0; x < 37; x++)
            {
                int p = 3 * (((28 - y) * 37) + 36 - x);
                Assert.Equal((255 - (x * 5)) * 155 / 255, image.Pixels[p]);
                Assert.Equal((255 - (y * 5)) * 155 / 255, image.Pixels[p + 1]);
                Assert.Equal(225 * 155 / 255, image.Pixels[p + 2]);
            }
        }
    }

    [Theory]
    [InlineData(Compression.CCITTFAX3)]
    [InlineData(Compression.CCITTFAX4)]
    public void Decode_Fax_GivesThePixels(Compression compression)
    {
        SomeTiff tiff = new() { Bits = 1, Samples = 1, Model = Photometric.MINISWHITE, Compression = compression, Value = (x, y, _) => (x / 5)
            + (y / 3) & 1 };
        RgbImage image = Some.Read(tiff.Write());
        Assert.All(Enumerable.Range(0, 37 * 29), i => Assert.Equal(tiff.Value(i % 37, i / 37, 0) == 1 ? 0 : 255, image.Pixels[3 * i]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Decode_OrientationTag_IsObeyed(int orientation)
    {
        RgbImage image = Some.Read((SomeTiff.Of(Picture) with { Orientation = orientation }).Write());
        UprightTests.CheckTurned(Picture, image, orientation);
    }

    [Theory]
    [InlineData(8, SampleFormat.INT, Photometric.MINISBLACK, 1, "format INT with 8 bits")]
    [InlineData(24, SampleFormat.IEEEFP, Photometric.MINISBLACK, 1, "format IEEEFP with 24 bits")]
    [InlineData(24, SampleFormat.UINT, Photometric.RGB, 3, "3 samples of 24 bits")]
    [InlineData(8, SampleFormat.UINT, Photometric.RGB, 2, "2 samples of 8 bits")]
    [InlineData(8, SampleFormat.UINT, Photometric.LOGLUV, 3, "LOGLUV")]
    public void Decode_UnsupportedSamples_SaysWhich(int bits, SampleFormat format, Photometric model, int samples, string said)
    {
        SomeTiff tiff = new() { Width = 8, Height = 8, Bits = 8, Samples = samples, Model = model, Format = format, Value = (_, _, _) => 0 };
        byte[] file = tiff.Write();
        if (bits != 8)
        {
            file = (tiff with { Bits = 16, Value = (_, _, _) => 0, Width = 8 * bits / 16 }).Write();
            file = SomeBytes.SetTiffValue(file, tag: 256, value: 8);
            file = SomeBytes.SetTiffValue(file, tag: 258, value: (ushort)bits);
        }

        ImageException e = Assert.Throws<ImageException>(() => Some.Read(file));
        Assert.Contains(said, e.Message);
        Assert.Contains("convert it", e.Message);
    }

    [Fact]
    public void Decode_ManyThreads_KeepTheirErrorsApart()
    {
        byte[] good = (SomeTiff.Of(Picture) with { Compression = Compression.LZW }).Write();
        byte[] bad = [.. good];
        bad.AsSpan(8, 100).Fill(0xFF);
        Parallel.For(0, 200, i =>
        {
            if (i % 2 == 0)
            {
                Assert.Equal(Picture.Pixels, Some.Read(good).Pixels);
            }
            else
            {
                Assert.Throws<ImageException>(() => Some.Read(bad));
            }
        });
    }

    [Theory]
    [InlineData("data/ucm/tiff_samples/1.tif", 256, 256)]
    [InlineData("data/ucm/tiff_samples/2.tif", 256, 256)]
    [InlineData("data/sydney/images/1.tif", 500, 500)]
    [InlineData("data/sydney/images/9.tif", 500, 500)]
    public void Decode_RealFile_HasItsSizeAndContent(string file, int width, int height)
    {
        RgbImage image = ImageReader.Read(SharedFiles.Require(file));
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.True(image.Pixels.Distinct().Count() > 150);
    }

    [Fact]
    public void Decode_UcmTiff_LooksLikeItsJpeg()
    {
        RgbImage tiff = ImageReader.Read(SharedFiles.Require("data/ucm/tiff_samples/1.tif"));
        RgbImage jpeg = ImageReader.Read(SharedFiles.Require("data/ucm/images/1.jpg"));
        double mean = tiff.Pixels.Zip(jpeg.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
        Assert.InRange(mean, 0, 12);
    }
}
