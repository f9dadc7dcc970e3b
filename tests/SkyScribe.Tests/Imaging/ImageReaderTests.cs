using SkiaSharp;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Imaging;

public class ImageReaderTests
{
    private static readonly RgbImage Picture = Some.Image(37, 29, seed: 7);

    [Fact]
    public void Read_Png_GivesThePixels() => Assert.Equal(Picture.Pixels, Some.Read(Some.Png(Picture)).Pixels);

    [Fact]
    public void Read_PngWithGammaAndChromaticities_DoesNotConvertColors()
    {
        byte[] file = Some.Png(
            37,
            29,
            8,
            2,
            [.. Enumerable.Range(0, 29).Select(y => Picture.Pixels.AsSpan(111 * y, 111).ToArray())],
            ("gAMA", [0, 1, 0x86, 0xA0]),
            ("cHRM", [.. Enumerable.Range(0, 8).SelectMany(i => (byte[])[0, 0, (byte)(0x50 + (i * 9)), 0])]));
        Assert.Equal(Picture.Pixels, Some.Read(file).Pixels);
    }

    [Fact]
    public void Read_PngWithAlpha_KeepsTheColorOfTransparentPixels()
    {
        byte[] file = Some.Png(4, 1, 8, 6, [[10, 20, 30, 0, 10, 20, 30, 1, 200, 100, 50, 128, 1, 2, 3, 255]]);
        Assert.Equal([10, 20, 30, 10, 20, 30, 200, 100, 50, 1, 2, 3], Some.Read(file).Pixels);
    }

    [Fact]
    public void Read_PngPaletteWithTransparency_KeepsColors()
    {
        byte[] file = Some.Png(2, 1, 8, 3, [[1, 0]], ("PLTE", [9, 8, 7, 200, 100, 50]), ("tRNS", [255, 0]));
        Assert.Equal([200, 100, 50, 9, 8, 7], Some.Read(file).Pixels);
    }

    [Fact]
    public void Read_Png16Bit_DropsTheLowByte()
    {
        byte[] file = Some.Png(2, 1, 16, 2, [[0x10, 0xFF, 0x20, 0x80, 0x30, 0x00, 0xFE, 0xFF, 0x00, 0xFF, 0x7F, 0x7F]]);
        Assert.Equal([0x10, 0x20, 0x30, 0xFE, 0x00, 0x7F], Some.Read(file).Pixels);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(1)]
    public void Read_PngGrey_RepeatsTheValue(int bits)
    {
        byte[] row = bits switch { 1 => [0b0100_0000], 8 => [0, 255], _ => [0, 9, 255, 9] };
        Assert.Equal([0, 0, 0, 255, 255, 255], Some.Read(Some.Png(2, 1, bits, 0, [row])).Pixels);
    }

    [Fact]
    public void Read_WebpLossless_GivesThePixels() =>
        Assert.Equal(Picture.Pixels, Some.Read(Some.Encode(Picture, SKEncodedImageFormat.Webp, 100)).Pixels);

    [Fact]
    public void Read_WebpLossy_IsCloseToThePixels()
    {
        RgbImage smooth = Resampler.Resize(Some.Image(4, 4, seed: 5), 48, 32, ResampleFilter.Bicubic);
        Assert.InRange(Some.LargestDifference(smooth, Some.Read(Some.Encode(smooth, SKEncodedImageFormat.Webp, 90))), 0, 30);
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
    public void Read_JpegWithExifOrientation_IsUpright(int orientation)
    {
        RgbImage smooth = Resampler.Resize(Some.Image(4, 3, seed: 5), 48, 32, ResampleFilter.Bicubic);
        byte[] jpeg = Some.Encode(smooth, SKEncodedImageFormat.Jpeg, 95);
        RgbImage stored = Some.Read(jpeg);
        Assert.InRange(Some.LargestDifference(smooth, stored), 1, 24);
        UprightTests.CheckTurned(stored, Some.Read(Some.WithExifOrientation(jpeg, orientation)), orientation);
    }

    [Fact]
    public void Read_RealJpeg_HasItsSizeAndContent()
    {
        RgbImage image = ImageReader.Read(SharedFiles.Require("data/ucm/images/1.jpg"));
        Assert.Equal((256, 256), (image.Width, image.Height));
        Assert.True(image.Pixels.Distinct().Count() > 150);
    }

    [Fact]
    public void Read_StreamThatCannotSeek_Works()
    {
        foreach (byte[] file in (byte[][])[Some.Png(Picture), SomeTiff.Of(Picture).Write()])
        {
            using TrickleStream stream = new(file);
            Assert.Equal(Picture.Pixels, ImageReader.Read(stream, "pipe").Pixels);
        }
    }

    [Fact]
    public void Read_StreamFromItsMiddle_StartsThere()
    {
        foreach (byte[] file in (byte[][])[Some.Png(Picture), SomeTiff.Of(Picture).Write()])
        {
            using MemoryStream stream = new([1, 2, 3, .. file]) { Position = 3 };
            Assert.Equal(Picture.Pixels, ImageReader.Read(stream, "archive").Pixels);
            Assert.True(stream.CanRead);
        }
    }

    /// <summary>Gives one to three bytes a read, as a slow pipe may.</summary>
    private sealed class TrickleStream(byte[] content) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = Math.Min(Math.Min(count, content.Length - _position), 1 + (_position % 3));
            content.AsSpan(_position, given).CopyTo(buffer.AsSpan(offset));
            _position += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
