using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SkiaSharp;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Builds pictures and encoded files for tests.</summary>
internal static class Some
{
    /// <summary>A smooth, asymmetric picture with a little noise: compressible, yet no two pixels' places can be confused.</summary>
    public static RgbImage Image(int width, int height, int seed)
    {
        Random random = new(seed);
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, p = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                pixels[p++] = (byte)((x * 200 / width) + random.Next(20));
                pixels[p++] = (byte)((y * 200 / height) + random.Next(20));
                pixels[p++] = (byte)(((x + y) * 100 / (width + height)) + random.Next(20));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The largest difference of two pictures of equal size, in steps of 255.</summary>
    public static int LargestDifference(RgbImage a, RgbImage b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        int largest = 0;
        for (int i = 0; i < a.Pixels.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a.Pixels[i] - b.Pixels[i]));
        }

        return largest;
    }

    /// <summary>A JPEG or WebP file; quality 100 of WebP is lossless here.</summary>
    public static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        using SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] rgba = new byte[4 * image.Width * image.Height];
        for (int i = 0; i < rgba.Length; i++)
        {
            rgba[i] = i % 4 == 3 ? (byte)255 : image.Pixels[(i / 4 * 3) + (i % 4)];
        }

        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData? data = format == SKEncodedImageFormat.Webp && quality == 100
            ? pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))
            : pixmap.Encode(format, quality);
        return data!.ToArray();
    }

    /// <summary>A PNG written by hand, so that bit depth, colour type and extra chunks are the test's choice.</summary>
    /// <param name="width">Columns the header states.</param>
    /// <param name="height">Rows the header states.</param>
    /// <param name="bits">Bits a sample.</param>
    /// <param name="colorType">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</param>
    /// <param name="rows">The packed rows, without filter bytes.</param>
    /// <param name="chunks">Chunks between the header and the data.</param>
    public static byte[] Png(int width, int height, int bits, int colorType, byte[][] rows, params (string Type, byte[] Data)[] chunks) =>
        Png(width, height, bits, colorType, rows, _ => 0, int.MaxValue, chunks);

    /// <summary>The same with a filter for each row (the rows are what it left) and the data in chunks of at most so many bytes.</summary>
    public static byte[] Png(
        int width, int height, int bits, int colorType, IEnumerable<byte[]> rows, Func<int, byte> filter, int chunkBytes,
        params (string Type, byte[] Data)[] chunks)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int y = 0;
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(filter(y++));
                zlib.Write(row);
            }
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colorType);
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        foreach ((string type, byte[] data) in (IEnumerable<(string, byte[])>)[
            ("IHDR", header), .. chunks, .. packed.ToArray().Chunk(chunkBytes).Select(data => ("IDAT", data)), ("IEND", [])])
        {
            byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
            file.Write(BigEndian((uint)data.Length));
            file.Write(body);
            file.Write(BigEndian(Crc(body)));
        }

        return file.ToArray();
    }

    /// <summary>An 8-bit RGB PNG.</summary>
    public static byte[] Png(RgbImage image) =>
        Png(image.Width, image.Height, 8, 2,
        [.. Enumerable.Range(0, image.Height).Select(y => image.Pixels.AsSpan(3 * image.Width * y, 3 * image.Width).ToArray())]);

    /// <summary>Puts an EXIF segment that holds only an orientation behind a JPEG's first marker.</summary>
    public static byte[] WithExifOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
            (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
            0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    public static RgbImage Read(byte[] file, ImageLimits? limits = null) => ImageReader.Read(new MemoryStream(file), "test.img", limits);

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
