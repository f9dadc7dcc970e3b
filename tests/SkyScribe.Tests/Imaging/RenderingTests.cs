using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Pictures of more than 8 bits, and bands, in every format that has them.</summary>
public sealed class RenderingTests
{
    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 3);

    public static TheoryData<int, SampleFormat, double, bool, bool, string> Types => new()
    {
        { 16, SampleFormat.UINT, 1, false, false, "l" },
        { 16, SampleFormat.UINT, 1, true, true, "b" },
        { 16, SampleFormat.INT, 1, false, true, "8" },
        { 32, SampleFormat.UINT, 1, true, false, "b" },
        { 32, SampleFormat.INT, 1, false, false, "l" },
        { 16, SampleFormat.IEEEFP, 0.0001, false, false, "l" },
        { 32, SampleFormat.IEEEFP, 0.0001, true, false, "b" },
        { 32, SampleFormat.IEEEFP, 3, false, false, "l" },
        { 64, SampleFormat.IEEEFP, 0.0001, false, true, "l" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Tiff_OfSmallValues_IsStretched(int bits, SampleFormat format, double scale, bool isTiled, bool isSeparate, string variant)
    {
        SomeTiff tiff = SomeTiff.Of(Picture) with
        {
            Bits = bits,
            Format = format,
            FloatScale = scale,
            Tiled = isTiled,
            Separate = isSeparate,
            Variant = variant,
            Value = (x, y, s) => 200 + (8 * Picture.Pixels[(3 * ((y * 37) + x)) + s]),
        };
        CheckStretched(Some.Read(tiff.Write()), format == SampleFormat.IEEEFP ? 2 : 1);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(15)]
    public void Tiff_OfPackedBits_KeepsTheHighestEight(int bits)
    {
        SomeTiff tiff = SomeTiff.Of(Picture) with { Bits = bits, Value = (x, y, s) => (Picture.Pixels[(3 * ((y * 37) + x)) + s] << (bits - 8)) | 1 };
        var read = Some.Read(tiff.Write());
        Assert.Equal(Picture.Pixels, read.Pixels);
        Assert.Empty(read.Remarks);
    }

    [Fact]
    public void Tiff_GreyOfSmallValues_IsStretched()
    {
        SomeTiff tiff = new() { Bits = 16, Samples = 1, Model = Photometric.MINISBLACK, Value = (x, y, _) => 1 + (50 * x) };
        var read = Some.Read(tiff.Write());
        Assert.True(read.Pixels[0] == 0 && read.Pixels[3 * 36] == 255 && read.Pixels[1] == read.Pixels[2], string.Join(' ', read.Pixels.Take(111)));
        Assert.Equal(16, read.Stretch!.Type.Bits);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(6, 4)]
    [InlineData(0, 1)]
    [InlineData(4, 2)]
    public void Png_Of12BitValues_IsStretched(int colorType, int samples)
    {
        byte[][] rows = Rows(Picture.Width, Picture.Height, samples, (x, y, s) => s is 3 || (samples == 2 && s == 1) ? 9 : 16
            * Picture.Pixels[(3 * ((y * 37) + x)) + s]);
        var read = Some.Read(Some.Png(37, 29, 16, colorType, rows));
        Assert.Single(read.Remarks);
        if (samples >= 3)
        {
            CheckStretched(read, 1);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 8)]
    [InlineData(37, 29)]
    public void Png_InterlacedOf16Bits_GivesTheSameAsInRows(int width, int height)
    {
        int Value(int x, int y, int s) => (257 * ((x * 5) + (y * 3) + (s * 40))) & 0xFFFF;
        byte[] plain = Some.Png(width, height, 16, 2, Rows(width, height, 3, Value));
        (int X, int Y, int Across, int Down)[] passes = [
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        List<byte[]> rows = [];
        foreach (var (left, top, across, down) in passes)
        {
            int columns = (width - left + across - 1) / across, lines = (height - top + down - 1) / down;
            if (columns > 0 && lines > 0)
            {
                rows.AddRange(Rows(columns, lines, 3, (x, y, s) => Value(left + (x * across), top + (y * down), s)));
            }
        }

        byte[] interlaced = SomeBytes.SetInterlaced(Some.Png(width, height, 16, 2, [.. rows]));
        Assert.Equal(Some.Read(plain).Pixels, Some.Read(interlaced).Pixels);
    }

    [Fact]
    public void Jpeg_IsStretchedOnlyWhenAsked()
    {
        byte[] dark = Some.Png(new RgbImage(37, 29, [.. Picture.Pixels.Select(value => (byte)(value / 8))]));
        Assert.Null(Some.Read(dark).Stretch);
        Assert.InRange(Read(dark, StretchRule.Percentile).Pixels.Average(value => value), 60, 200);
        Assert.Single(Read(dark, StretchRule.MinMax).Remarks);
        byte[] jpeg = Some.Encode(Picture, SKEncodedImageFormat.Jpeg, 90);
        Assert.Equal(Some.Read(jpeg).Pixels, Read(jpeg, StretchRule.None).Pixels);
        Assert.NotEqual(Some.Read(jpeg).Pixels, Read(jpeg, StretchRule.Sigma).Pixels);
    }

    [Theory]
    [InlineData("3,2,1", false)]
    [InlineData("4, 3, 2", false)]
    [InlineData("4,1,1", true)]
    [InlineData("2", true)]
    public void Bands_OfATiff_AreChosen(string bands, bool isSeparate)
    {
        int Value(int x, int y, int s) => (x + (3 * y) + (60 * s)) & 0xFF;
        byte[] file = (new SomeTiff { Samples = 4, Model = Photometric.MINISBLACK, Separate = isSeparate, Value = Value }).Write();
        int[] numbers = [.. bands.Split(',').Select(int.Parse)];
        var read = Read(file, StretchRule.Auto, bands);
        for (int i = 0; i < read.Pixels.Length; i++)
        {
            Assert.Equal(Value(i / 3 % 37, i / 3 / 37, numbers[numbers.Length == 1 ? 0 : i % 3] - 1), read.Pixels[i]);
        }
    }

    [Fact]
    public void Bands_OfAPng_AreChosen()
    {
        var read = Read(Some.Png(Picture), StretchRule.Auto, "3,1,1");
        Assert.Equal((Picture.Pixels[2], Picture.Pixels[0], Picture.Pixels[0]), (read.Pixels[0], read.Pixels[1], read.Pixels[2]));
    }

    [Theory]
    [InlineData("4,2,1", "it has 3 bands, and bands 4,2,1 were asked for")]
    public void Bands_ThatAreNotThere_AreNamed(string bands, string said)
    {
        Assert.Contains(said, Assert.Throws<ImageException>(() => Read(Some.Png(Picture), StretchRule.Auto, bands)).Message);
        Assert.Contains(said, Assert.Throws<ImageException>(() => Read(SomeTiff.Of(Picture).Write(), StretchRule.Auto, bands)).Message);
    }

    [Theory]
    [InlineData("0,1,2")]
    [InlineData("1,2")]
    [InlineData("red")]
    [InlineData("1,2,3,4")]
    [InlineData("-1")]
    [InlineData("1,,2")]
    public void Bands_ThatAreNoNumbers_AreRefused(string bands) =>
        Assert.Contains($"bands is '{bands}'", Assert.Throws<OptionException>(() => new Rendering { Bands = bands }.BandIndices).Message);

    [Fact]
    public void ManyBandsWithoutColors_AreNotGuessed()
    {
        byte[] file = (new SomeTiff { Samples = 4, Model = Photometric.MINISBLACK, Value = (_, _, _) => 1 }).Write();
        Assert.Contains("it has 4 bands and does not say which are red, green and blue; name them",
            Assert.Throws<ImageException>(() => Some.Read(file)).Message);
    }

    [Fact]
    public void ReadResized_OfAStretchedPicture_IsTheWholePictureResized()
    {
        byte[] file = (SomeTiff.Of(Picture) with { Bits = 16, Value = (x, y, s) => 100 + (8 * Picture.Pixels[(3 * ((y * 37) + x)) + s]) }).Write();
        var resized = ImageReader.ReadResized(new MemoryStream(file), "a.tif", Preprocessing.ImageNet with { Size = 24 });
        Assert.Equal(Resampler.Resize(Some.Read(file), 24, 24, ResampleFilter.Bicubic).Pixels, resized.Pixels);
        Assert.Single(resized.Remarks);
    }

    private static RgbImage Read(byte[] file, StretchRule rule, string bands = "") =>
        ImageReader.Read(new MemoryStream(file), "test.img", null, new Rendering { Stretch = rule, Bands = bands });

    // The picture's own values, stretched as bytes, are what any linear image of them must become.
    private static void CheckStretched(RgbImage read, int most)
    {
        Assert.True(read.Stretch is { IsApplied: true });
        ValueSample sample = new(SampleType.Byte);
        sample.Add([.. Picture.Pixels.Select(value => (float)value)]);
        byte[] expected = [.. Picture.Pixels];
        Stretch.Of(sample, StretchRule.Percentile).Map(expected);
        Assert.InRange(Some.LargestDifference(read, new RgbImage(37, 29, expected)), 0, most + 1);
        Assert.InRange(read.Pixels.Average(value => value), 60, 200);
    }

    private static byte[][] Rows(int width, int height, int samples, Func<int, int, int, int> value) =>
    [
        .. Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width * samples).SelectMany(
        i => new[] { (byte)(value(i / samples, y, i % samples) >> 8), (byte)value(i / samples, y, i % samples) }).ToArray()),
    ];
}
