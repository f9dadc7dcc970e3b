using System.Buffers.Binary;
using CsCheck;
using SkiaSharp;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;
using ZstdSharp;

namespace SkyScribe.Tests.Imaging;

/// <summary>Zstandard and WebP in TIFF, with every predictor; what is not supported is named.</summary>
public sealed class TiffOwnBlocksTests
{
    private const int Zstd = 50000, Webp = 50001;

    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 3);

    public static TheoryData<int, int, int, bool, bool, bool> Zstds()
    {
        TheoryData<int, int, int, bool, bool, bool> data = [];
        foreach (var (bits, format, predictor) in ((int, int, int)[])[
            (8, 1, 1), (8, 1, 2), (16, 1, 1), (16, 1, 2), (16, 2, 2), (32, 1, 2), (32, 3, 1), (32, 3, 2), (32, 3, 3), (64, 3, 1), (64, 3, 2),
            (64, 3, 3), (16, 3, 3)])
        {
            foreach (bool isTiled in (bool[])[false, true])
            {
                data.Add(bits, format, predictor, isTiled, false, false);
                data.Add(bits, format, predictor, isTiled, true, false);
                data.Add(bits, format, predictor, isTiled, false, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Zstds))]
    public void Zstd_WithAnyPredictor_GivesThePixels(int bits, int format, int predictor, bool isTiled, bool isSeparate, bool isBigEndian)
    {
        Assert.Equal(Picture.Pixels,
            Read(RawTiff.Write(isBigEndian, OfZstd(bits, format, predictor, isTiled, isSeparate, isBigEndian)), StretchRule.None).Pixels);
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    public void Webp_GivesThePixels(int samples, int rows)
    {
        RawTiff page = new() { Compression = Webp, Samples = samples, RowsPerStrip = rows,
            Blocks = [.. Blocks(rows == 0, rows).Select(block => Lossless(block, samples))] };
        Assert.Equal(Picture.Pixels, Some.Read(RawTiff.Write(false, page)).Pixels);
    }

    [Theory]
    [InlineData(34887, "LERC (number 34887)")]
    [InlineData(34925, "LZMA (number 34925)")]
    [InlineData(34712, "JPEG 2000 (number 34712)")]
    [InlineData(50002, "JPEG XL (number 50002)")]
    [InlineData(34661, "JBIG (number 34661)")]
    [InlineData(60000, "unknown (number 60000)")]
    public void OtherCompressions_AreUnsupported_NotDamaged(int compression, string said)
    {
        string message = Assert.Throws<ImageException>(
            () => Some.Read(RawTiff.Write(false, new RawTiff { Compression = compression, RowsPerStrip = 29, Blocks = [new byte[100]] }))).Message;
        Assert.Contains($"not supported: its compression is {said}", message);
        Assert.DoesNotContain("damaged", message);
    }

    [Fact]
    public void Webp_OfOtherSamples_IsUnsupported()
    {
        RawTiff page = new() { Compression = Webp, Bits = 16, RowsPerStrip = 29, Blocks = [new byte[100]] };
        Assert.Contains("WebP with 3 samples of 16 bits", Assert.Throws<ImageException>(() => Some.Read(RawTiff.Write(false, page))).Message);
    }

    [Fact]
    public void NoDataTag_IsNotCounted()
    {
        byte[] values = new byte[2 * 37 * 29];
        for (int i = 0; i < 37 * 29; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(values.AsSpan(2 * i), (ushort)(i % 3 == 0 ? 32_000 : 1000 + i));
        }

        RawTiff page = new() { Bits = 16, Samples = 1, Model = 1, RowsPerStrip = 29, NoData = "32000", Blocks = [values] };
        Assert.Equal((1001, 2072), (Some.Read(RawTiff.Write(false, page)).Stretch!.Smallest, Some.Read(RawTiff.Write(false, page)).Stretch!.Largest));
    }

    [Fact]
    public void Damaged_EndsInAnErrorOrAPicture()
    {
        byte[][] files =
        [
            RawTiff.Write(false, OfZstd(8, 1, 2, false, false, false)),
            RawTiff.Write(true, OfZstd(32, 3, 3, true, false, true)),
            RawTiff.Write(false, new RawTiff { Compression = Webp, RowsPerStrip = 0,
            Blocks = [.. Blocks(true, 0).Select(block => Lossless(block, 3))] }),
            RawTiff.Write(false, OfZstd(8, 1, 1, false, false, false), OfZstd(16, 1, 1, true, false, false)),
        ];
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 6]), 400,
            damage =>
            {
                var (file, changes) = damage;
                byte[] damaged = [.. files[file]];
                foreach (var (at, value) in changes)
                {
                    damaged[at % damaged.Length] = value;
                }

                HostileImageTests.ReadOrFail(damaged, new ImageLimits { MaxPixels = 1_000_000 });
            });
    }

    [Fact]
    public void CutOff_IsAnError()
    {
        byte[] file = RawTiff.Write(false, OfZstd(8, 1, 1, false, false, false));
        foreach (int cut in SomeBytes.CutPoints(file.Length))
        {
            Assert.Throws<ImageException>(() => Some.Read(file[..cut]));
        }
    }

    private static RgbImage Read(byte[] file, StretchRule rule) =>
        ImageReader.Read(new MemoryStream(file), "test.tif", null, new Rendering { Stretch = rule });

    private static RawTiff OfZstd(int bits, int format, int predictor, bool isTiled, bool isSeparate, bool isBigEndian)
    {
        int rows = isTiled ? 0 : 8, stride = isSeparate ? 1 : 3;
        using Compressor zstd = new();
        var planes = isSeparate ? Enumerable.Range(0, 3).SelectMany(plane => Blocks(isTiled, rows).Select(block => block with { Samples = [plane] }))
            : Blocks(isTiled, rows);
        return new RawTiff
        {
            Compression = Zstd,
            Bits = bits,
            Format = format,
            Predictor = predictor,
            RowsPerStrip = rows,
            IsSeparate = isSeparate,
            Blocks = [.. planes.Select(block => zstd.Wrap([.. Enumerable.Range(0, block.Height).SelectMany(
            y => Row(block, y, bits, format, predictor, stride, isBigEndian))]).ToArray())],
        };
    }

    // The forward side of what is undone: TIFF 6.0, section 14, and Technical Note 3.
    private static byte[] Row(Block block, int y, int bits, int format, int predictor, int stride, bool isBigEndian)
    {
        ulong[] values = [.. Enumerable.Range(0, block.Width).SelectMany(x => block.Samples.Select(s => Stored(block.Pixel(x, y, s), bits, format)))];
        int bytes = bits / 8;
        if (predictor == 2)
        {
            for (int i = values.Length - 1; i >= stride; i--)
            {
                values[i] -= values[i - stride];
            }
        }

        byte[] row = new byte[values.Length * bytes];
        for (int i = 0; i < values.Length; i++)
        {
            for (int b = 0; b < bytes; b++)
            {
                int at = predictor == 3 ? ((bytes - 1 - b) * values.Length) + i : (i * bytes) + (isBigEndian ? bytes - 1 - b : b);
                row[at] = (byte)(values[i] >> (8 * b));
            }
        }

        for (int i = row.Length - 1; predictor == 3 && i >= stride; i--)
        {
            row[i] -= row[i - stride];
        }

        return row;
    }

    private static ulong Stored(byte value, int bits, int format) => (format, bits) switch
    {
        (3, 16) => BitConverter.HalfToUInt16Bits((Half)(value / 255.0)),
        (3, 32) => BitConverter.SingleToUInt32Bits(value / 255f),
        (3, _) => BitConverter.DoubleToUInt64Bits(value / 255.0),
        (2, _) => (ulong)value << (bits - 9),
        _ => (ulong)value << (bits - 8),
    };

    private static byte[] Lossless(Block block, int samples)
    {
        RgbImage picture = new(block.Width, block.Height,
            [.. Enumerable.Range(0, block.Width * block.Height * 3).Select(i => block.Pixel(i / 3 % block.Width, i / 3 / block.Width, i % 3))]);
        return samples == 3 ? Some.Encode(picture, SKEncodedImageFormat.Webp, 100) : Transparent(picture);
    }

    private static byte[] Transparent(RgbImage picture)
    {
        using SKBitmap bitmap = new(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            bitmap.SetPixel(i % picture.Width, i
                / picture.Width, new SKColor(picture.Pixels[3 * i], picture.Pixels[(3 * i) + 1], picture.Pixels[(3 * i) + 2], 128));
        }

        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!;
        return data.ToArray();
    }

    private static IEnumerable<Block> Blocks(bool isTiled, int rows)
    {
        for (int top = 0; top < 29; top += isTiled ? 16 : rows)
        {
            for (int left = 0; left < (isTiled ? 37 : 1); left += 16)
            {
                yield return isTiled ? new Block(left, top, 16, 16, [0, 1, 2]) : new Block(0, top, 37, Math.Min(rows, 29 - top), [0, 1, 2]);
            }
        }
    }

    private sealed record Block(int Left, int Top, int Width, int Height, int[] Samples)
    {
        public byte Pixel(int x, int y, int sample) =>
            Left + x < 37 && Top + y < 29 ? Picture.Pixels[(3 * (((Top + y) * 37) + Left + x)) + sample] : (byte)0;
    }
}
