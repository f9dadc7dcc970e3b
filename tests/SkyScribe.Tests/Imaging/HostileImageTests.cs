using System.Text;
using CsCheck;
using SkiaSharp;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Files that are missing, cut off, lying or random: each must end in an <see cref="ImageException"/> that names the file, never in half a
/// picture.</summary>
public class HostileImageTests
{
    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 7);

    private static byte[] Valid(string kind) => kind switch
    {
        "png" => Some.Png(Picture),
        "jpeg" => Some.Encode(Picture, SKEncodedImageFormat.Jpeg, 90),
        "webp" => Some.Encode(Picture, SKEncodedImageFormat.Webp, 80),
        "webp lossless" => Some.Encode(Picture, SKEncodedImageFormat.Webp, 100),
        _ => throw new ArgumentException(kind),
    };

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("webp lossless")]
    public void Read_CutFile_FailsOrIsComplete(string kind)
    {
        byte[] whole = Valid(kind);
        RgbImage expected = Some.Read(whole);
        int failures = 0;
        foreach (int cut in SomeBytes.CutPoints(whole.Length))
        {
            try
            {
                Assert.Equal(expected.Pixels, Some.Read(whole[..cut]).Pixels);

                // Only the end marker may be missing.
                Assert.InRange(cut, whole.Length - 24, whole.Length);
            }
            catch (ImageException e)
            {
                Assert.StartsWith("test.img: ", e.Message);
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
    public void Read_DamagedBytes_FailsCleanlyOrDecodes(string kind)
    {
        byte[] whole = Valid(kind);
        ImageLimits limits = new() { MaxPixels = 1_000_000 };
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 8].Sample(
            changes =>
            {
                byte[] damaged = [.. whole];
                foreach ((int at, byte value) in changes)
                {
                    damaged[at] = value;
                }

                ReadOrFail(damaged, limits);
            },
            iter: 300,
            threads: 1,
            seed: "0000KOIPe1x5");
    }

    [Theory]
    [InlineData("")]
    [InlineData("FFD8FF")]
    [InlineData("89504E470D0A1A0A")]
    [InlineData("52494646FFFFFFFF57454250")]
    [InlineData("49492A00")]
    [InlineData("4D4D002A")]
    [InlineData("49492B0008000000")]
    public void Read_RandomBytes_FailCleanly(string magic) => Gen.Byte.Array[0, 400].Sample(
        bytes => ReadOrFail([.. Convert.FromHexString(magic), .. bytes], new ImageLimits { MaxPixels = 1_000_000 }),
        iter: 200,
        threads: 1,
        seed: "0000KOIPe1x5");

    [Theory]
    [InlineData("BM6.......", "a BMP picture")]
    [InlineData("....jP  \r\n..", "a JPEG 2000 picture")]
    [InlineData("....ftypheic", "a HEIC picture")]
    [InlineData("....ftypavif", "an AVIF picture")]
    [InlineData("P6 128 128", "a PPM picture")]
    [InlineData("<html><body>404", "a web page")]
    [InlineData("EHFA_HEADER_TAG", "an ERDAS Imagine raster")]
    public void Read_OtherFormat_IsNamed(string content, string name) =>
        Fails(() => Some.Read(Encoding.ASCII.GetBytes(content)), $"unknown format, {name}: ", "expected PNG, JPEG, WebP or TIFF");

    [Theory]
    [InlineData(0xC1, 12, "it is a JPEG of 12 bits, which is not supported")]
    [InlineData(0xC3, 8, "it is a lossless JPEG, which is not supported")]
    [InlineData(0xC5, 8, "it is a hierarchical JPEG, which is not supported")]
    public void Read_JpegOfAnotherKind_IsUnsupported_NotDamaged(int marker, byte bits, string said)
    {
        byte[] jpeg = Some.Encode(Some.Image(37, 29, seed: 1), SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[frame + 1], jpeg[frame + 4]) = ((byte)marker, bits);
        Fails(() => Some.Read(jpeg), said, "convert it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Damaged16BitPng_NeverThrowsAnythingElse(bool isInterlaced)
    {
        byte[] good = Some.Png(9, 7, 16, 2,
            [.. Enumerable.Range(0, isInterlaced ? 20 : 7).Select(y => Enumerable.Range(0, 54).Select(i => (byte)(i * y)).ToArray())]);
        good = isInterlaced ? SomeBytes.SetInterlaced(good) : good;
        TestSupport.Fuzzing.Sample(
            Gen.Select(Gen.Int[8, good.Length - 1], Gen.Byte).Array[1, 4], 500,
            changes =>
            {
                byte[] bad = [.. good];
                foreach (var (at, value) in changes)
                {
                    bad[at] = value;
                }

                ReadOrFail(bad, new ImageLimits { MaxPixels = 1_000_000 });
            });
    }

    [Fact]
    public void Read_MissingFile_NamesIt() => Fails(() => ImageReader.Read(Path.Combine("no", "such.png")), "such.png", "no such file");

    [Fact]
    public void Read_Folder_SaysSo() => Fails(() => ImageReader.Read(Path.GetTempPath()), "is a folder");

    [Fact]
    public void Read_EmptyFile_SaysSo()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("empty.jpg", []);
        Fails(() => ImageReader.Read(path), path, "is empty");
    }

    [Fact]
    public void Read_LfsPointer_SaysWhatToRun() => Fails(
        () => Some.Read(Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")),
        "Git LFS pointer",
        "git lfs pull");

    [Theory]
    [InlineData("GIF89a..........", "4749463839612E2E", "GIF89a")]
    [InlineData("<html><body>404</body></html>", "3C68746D6C3E3C62", "<html>")]
    [InlineData("x", "78", "\"x\"")]
    public void Read_UnknownFormat_ShowsTheFirstBytes(string content, string hex, string text) =>
        Fails(() => Some.Read(Encoding.ASCII.GetBytes(content)), "unknown format", hex, text, "expected PNG, JPEG, WebP or TIFF");

    [Fact]
    public void Read_PngBomb_IsRefusedByItsHeader() =>
        Fails(() => Some.Read(Some.Png(100_000, 100_000, 8, 2, [[0, 0, 0]])), "100000 x 100000", "limit of 268435456");

    [Fact]
    public void Read_JpegAndWebpAboveTheLimit_AreRefused()
    {
        ImageLimits limits = new() { MaxPixels = (37 * 29) - 1 };
        foreach (string kind in (string[])["png", "jpeg", "webp"])
        {
            Fails(() => Some.Read(Valid(kind), limits), "37 x 29", "limit of 1072");
        }

        Fails(() => Some.Read(SomeTiff.Of(Picture).Write(), limits), "37 x 29", "limit of 1072");
        Assert.Equal(37, Some.Read(Valid("png"), new ImageLimits { MaxPixels = 37 * 29 }).Width);
    }

    [Fact]
    public void Read_PngOfNoPixels_Fails() => Fails(() => Some.Read(Some.Png(0, 5, 8, 2, [])));

    [Fact]
    public void Read_FileAboveTheLimit_IsRefused()
    {
        byte[] png = Valid("png");
        Fails(() => Some.Read(png, new ImageLimits { MaxFileBytes = png.Length - 1 }), "MaxFileBytes");
        Assert.Equal(37, Some.Read(png, new ImageLimits { MaxFileBytes = png.Length }).Width);
    }

    [Fact]
    public void Read_EndlessStream_StopsAtTheLimit() =>
        Fails(() => ImageReader.Read(new EndlessPng(), "endless", new ImageLimits { MaxFileBytes = 1_000_000 }), "endless", "MaxFileBytes");

    [Fact]
    public void Limits_Nonsense_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits { MaxPixels = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits { MaxPixels = ImageLimits.LargestMaxPixels + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits { MaxFileBytes = 0 });
    }

    internal static void Fails(Action read, params string[] said)
    {
        ImageException e = Assert.Throws<ImageException>(read);
        Assert.StartsWith(e.File + ": ", e.Message);
        Assert.All(said, part => Assert.Contains(part, e.Message));
    }

    internal static void ReadOrFail(byte[] file, ImageLimits limits)
    {
        try
        {
            RgbImage image = Some.Read(file, limits);
            Assert.True(image.Width > 0 && image.Height > 0);
        }
        catch (ImageException e)
        {
            Assert.Equal("test.img", e.File);
        }
    }

    /// <summary>A PNG's first bytes, then zeros for ever.</summary>
    private sealed class EndlessPng : Stream
    {
        private bool _started;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Span<byte> given = buffer.AsSpan(offset, count);
            given.Clear();
            if (!_started)
            {
                Convert.FromHexString("89504E470D0A1A0A").CopyTo(given);
                _started = true;
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
