using BitMiracle.LibTiff.Classic;
using CsCheck;
using SkiaSharp;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Large pictures are decoded in rows or strips. Small ones are here decoded both ways: the bytes must be the same, and what one way refuses
/// the other must refuse.</summary>
public class LargePictureTests
{
    private static readonly Preprocessing Settings = Preprocessing.EfficientNetLite with { Size = 24 };

    public static TheoryData<int, int> PngKinds() => new()
    {
        { 0, 1 }, { 0, 2 }, { 0, 4 }, { 0, 8 }, { 0, 16 }, { 2, 8 }, { 2, 16 }, { 3, 1 }, { 3, 2 }, { 3, 4 }, { 3, 8 }, { 4, 8 }, { 4, 16 }, { 6, 8 },
        { 6, 16 },
    };

    [Theory]
    [MemberData(nameof(PngKinds))]
    public void Png_EveryKindAndFilter_EqualsSkia(int colorType, int bits)
    {
        foreach (int width in new[] { 1, 7, 8, 61 })
        {
            Equal(RandomPng(width, 45, colorType, bits, filter: y => (byte)(y % 5), chunkBytes: 100));
        }
    }

    [Fact]
    public void Png_TransparentColors_KeepTheirColor()
    {
        Equal(RandomPng(20, 20, 0, 8, y => 0, 1000, ("tRNS", [0, 7])));
        Equal(RandomPng(20, 20, 2, 8, y => 0, 1000, ("tRNS", [0, 1, 0, 2, 0, 3])));
        Equal(RandomPng(20, 20, 3, 4, y => 0, 1000, ("tRNS", [0, 100, 200])));
    }

    [Fact]
    public void Png_CodeBeyondThePalette_EqualsSkia() =>
        Equal(Some.Png(4, 1, 8, 3, [[0, 1, 2, 255]], ("PLTE", [1, 2, 3, 40, 50, 60])));

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 90)]
    [InlineData(SKEncodedImageFormat.Jpeg, 30)]
    [InlineData(SKEncodedImageFormat.Webp, 80)]
    [InlineData(SKEncodedImageFormat.Webp, 10)]
    [InlineData(SKEncodedImageFormat.Webp, 100)]
    public void JpegAndWebp_InStrips_EqualTheWhole(SKEncodedImageFormat format, int quality)
    {
        foreach (var (width, height) in new[] { (61, 90), (64, 64), (300, 33), (1, 50), (50, 1) })
        {
            Equal(Some.Encode(Some.Image(width, height, seed: 5), format, quality));
        }
    }

    [Fact]
    public void Jpeg_OnItsSide_EqualsTheWhole()
    {
        byte[] jpeg = Some.Encode(Some.Image(61, 90, seed: 5), SKEncodedImageFormat.Jpeg, 90);
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            Equal(Some.WithExifOrientation(jpeg, orientation));
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("webp lossless")]
    public void Cut_EitherWay_FailsOrIsComplete(string kind)
    {
        byte[] whole = Valid(kind);
        RgbImage expected = Whole(whole);
        int failures = 0;
        foreach (int cut in SomeBytes.CutPoints(whole.Length))
        {
            if (TryRows(whole[..cut]) is { } picture)
            {
                Assert.Equal(expected.Pixels, picture.Pixels);
                Assert.InRange(cut, whole.Length - 24, whole.Length);   // only the end marker may be missing
            }
            else
            {
                failures++;
            }
        }

        Assert.True(failures > 60);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("webp lossless")]
    public void Damaged_EitherWay_HasTheSameOutcome(string kind)
    {
        byte[] whole = Valid(kind);
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. whole];
            for (int changes = random.Next(1, 9); changes > 0; changes--)
            {
                damaged[random.Next(whole.Length)] = (byte)random.Next(256);
            }

            Assert.Equal(TryWhole(damaged)?.Pixels, TryRows(damaged)?.Pixels);
        }
    }

    [Fact]
    public void Damaged_NameOfTheEndMarkerOfAPng_HasTheSameOutcomeEitherWay()
    {
        byte[] whole = Valid("png");
        for (int place = 5; place <= 8; place++)
        {
            foreach (byte value in "Aaz([@`{0"u8)
            {
                byte[] damaged = [.. whole];
                damaged[^place] = value;
                Assert.Equal((value, TryWhole(damaged)?.Pixels.Length), (value, TryRows(damaged)?.Pixels.Length));
            }
        }
    }

    // A chunk of pixels that says it is longer than the file: whatever follows is taken for its data, and the picture is there or not.
    [Fact]
    public void DamagedLength_OfEachChunkOfAPng_HasTheSameOutcomeEitherWay()
    {
        byte[] whole = Valid("png");
        int[] chunks = [.. Enumerable.Range(4, whole.Length - 8).Where(at => whole.AsSpan(at, 4).SequenceEqual("IDAT"u8)).Select(at => at - 4)];
        Assert.InRange(chunks.Length, 5, 20);
        int read = 0;
        foreach (int chunk in chunks)
        {
            for (int place = 0; place < 4; place++)
            {
                foreach (byte value in (byte[])[0, 1, 2, 0x7F, 0x80, 0xFF])
                {
                    byte[] damaged = [.. whole];
                    damaged[chunk + place] = value;
                    RgbImage? expected = TryWhole(damaged);
                    Assert.Equal(expected?.Pixels, TryRows(damaged)?.Pixels);
                    read += expected is null ? 0 : 1;
                }
            }
        }

        Assert.True(read > 6, $"{read}");   // the last chunk's
    }

    [Fact]
    public void ReadResized_LargePng_HoldsFewRows()
    {
        byte[] row = new byte[4000];
        byte[] png = Some.Png(4000, 4000, 8, 0, Enumerable.Repeat(row, 4000), _ => 1, int.MaxValue);
        Assert.InRange(png.Length, 0, 200_000);
        using MemoryStream stream = new(png);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage small = ImageReader.ReadResized(stream, "large.png", Preprocessing.ImageNet);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6_000_000);   // the picture itself would take 48 MB
        Assert.Equal(224, small.Width);
        Assert.All(small.Pixels, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(Compression.ADOBE_DEFLATE, false, Photometric.RGB)]
    [InlineData(Compression.LZW, true, Photometric.RGB)]
    [InlineData(Compression.LZW, true, Photometric.SEPARATED)]
    [InlineData(Compression.LZW, false, Photometric.SEPARATED)]
    public void ReadResized_LargeTiff_HoldsOneRowOfBlocks(Compression compression, bool tiled, Photometric model)
    {
        byte[] tiff = new SomeTiff
        {
            Width = 2000, Height = 2000, Samples = model == Photometric.RGB ? 3
            : 4, Model = model, Compression = compression, Tiled = tiled, RowsPerStrip = 16, Value = (_, _, _) => 77,
        }.Write();
        using MemoryStream stream = new(tiff);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage small = ImageReader.ReadResized(stream, "large.tif", Preprocessing.ImageNet);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);   // the picture itself would take 12 MB
        Assert.Equal(224, small.Width);
    }

    [Fact]
    public void ReadResized_AFile_EqualsReadingAndResizing()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a.png", Some.Png(Some.Image(61, 90, seed: 2)));
        Assert.Equal(Resampler.Resize(ImageReader.Read(path), 24, 24, ResampleFilter.Bicubic).Pixels, ImageReader.ReadResized(path, Settings).Pixels);
    }

    [Theory]
    [InlineData(2_000_000, 1)]
    [InlineData(1, 2_000_000)]
    public void Read_ASideTooLong_Fails(int width, int height)
    {
        byte[] tiff = new SomeTiff { Width = width, Height = height, Samples = 1, Model = Photometric.MINISBLACK, RowsPerStrip = height,
            Value = (_, _, _) => 0 }.Write();
        HostileImageTests.Fails(() => Some.Read(tiff), $"its header says {width} x {height} pixels, expected sides of at most 1000000");
    }

    private static byte[] Valid(string kind)
    {
        RgbImage picture = Some.Image(37, 45, seed: 7);
        return kind switch
        {
            "png" => RandomPng(37, 45, 2, 8, y => (byte)(y % 5), 500),
            "jpeg" => Some.Encode(picture, SKEncodedImageFormat.Jpeg, 90),
            "webp" => Some.Encode(picture, SKEncodedImageFormat.Webp, 80),
            _ => Some.Encode(picture, SKEncodedImageFormat.Webp, 100),
        };
    }

    private static byte[] RandomPng(
        int width, int height, int colorType, int bits, Func<int, byte> filter, int chunkBytes, params (string Type, byte[] Data)[] chunks)
    {
        Random random = new((100 * colorType) + bits);
        int samples = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        byte[][] rows = [.. Enumerable.Range(0, height).Select(_ => new byte[((width * samples * bits) + 7) / 8])];
        foreach (byte[] row in rows)
        {
            random.NextBytes(row);
        }

        byte[] palette = new byte[3 * (1 << Math.Min(bits, 8))];
        random.NextBytes(palette);
        return Some.Png(width, height, bits, colorType, rows, filter, chunkBytes, colorType == 3 ? [("PLTE", palette), .. chunks] : chunks);
    }

    private static void Equal(byte[] file)
    {
        Assert.Equal(Whole(file).Pixels, Rows(file, new WholePicture()).Pixels);
        Assert.Equal(Resampler.Resize(Whole(file), 24, 24, ResampleFilter.Bicubic).Pixels,
            Rows(file, new ResizedPicture(24, 24, ResampleFilter.Bicubic)).Pixels);
    }

    private static RgbImage Whole(byte[] file) =>
        SkiaDecoder.Decode(file, "test.img", ImageLimits.Default, new PictureTarget(new WholePicture()), int.MaxValue);

    // Strips of a few rows.
    private static RgbImage Rows(byte[] file, PictureRows rows) =>
        SkiaDecoder.Decode(file, "test.img", ImageLimits.Default, new PictureTarget(rows), mostWholePixels: 0, mostStripPixels: 600);

    private static RgbImage? TryWhole(byte[] file) => Try(() => Whole(file));

    private static RgbImage? TryRows(byte[] file) => Try(() => Rows(file, new WholePicture()));

    private static RgbImage? Try(Func<RgbImage> read)
    {
        try
        {
            return read();
        }
        catch (ImageException problem)
        {
            Assert.StartsWith("test.img: ", problem.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
