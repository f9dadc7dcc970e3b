using System.Buffers;
using System.Buffers.Binary;
using SkiaSharp;

namespace SkyScribe.Geo.Tiff;

/// <summary>Blocks that are JPEG or WebP pictures, by Skia.</summary>
internal static class SkiaBlock
{
    /// <summary>A JPEG block; its tables may lie in the directory (TIFF Technical Note 2).</summary>
    public static byte[] DecodeJpeg(byte[] stored, byte[]? tables, TiffImage image, int rows)
    {
        if (image.SamplesPerBlock is not (1 or 3))
        {
            return LibTiffBlock.Decode(stored, image, rows);
        }

        return Decode(WholeJpeg(stored, tables, image), image, rows);
    }

    public static byte[] DecodeWebP(byte[] stored, TiffImage image, int rows) => Decode(stored, image, rows);

    // Start of image, the tables without their own start and end, a marker that says which colours these are (JPEG alone does not), then the block.
    private static byte[] WholeJpeg(byte[] stored, byte[]? tables, TiffImage image)
    {
        if (stored.Length < 4 || stored[0] != 0xFF || stored[1] != 0xD8)
        {
            throw new InvalidDataException("it does not begin as a JPEG");
        }

        var middle = tables is { Length: > 4 } ? tables.AsSpan(2, tables.Length - 4) : [];
        byte transform = (byte)(image.Photometric == 6 ? 1 : 0);
        ReadOnlySpan<byte> adobe = image.SamplesPerBlock == 3
            ? [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, transform] : [];
        byte[] whole = new byte[stored.Length + middle.Length + adobe.Length];
        stored.AsSpan(0, 2).CopyTo(whole);
        adobe.CopyTo(whole.AsSpan(2));
        middle.CopyTo(whole.AsSpan(2 + adobe.Length));
        stored.AsSpan(2).CopyTo(whole.AsSpan(2 + adobe.Length + middle.Length));
        return whole;
    }

    private static unsafe byte[] Decode(byte[] encoded, TiffImage image, int rows)
    {
        int samples = image.SamplesPerBlock;
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("it is no picture that can be decoded");
        if (codec.Info.Width != image.BlockWidth || codec.Info.Height < rows || codec.Info.Height > image.BlockHeight)
        {
            throw new InvalidDataException($"it is a picture of {codec.Info.Width} x {codec.Info.Height}, expected {image.BlockWidth} x {rows}");
        }

        var info = new SKImageInfo(
            codec.Info.Width, codec.Info.Height, samples == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, samples == 4 ? SKAlphaType.Unpremul
            : SKAlphaType.Opaque);
        int bytes = info.BytesSize;
        byte[] pixels = samples == 3 ? ArrayPool<byte>.Shared.Rent(bytes) : new byte[bytes];
        try
        {
            SKCodecResult result;
            fixed (byte* target = pixels)
            {
                result = codec.GetPixels(info, (nint)target);
            }

            if (result != SKCodecResult.Success)
            {
                throw new InvalidDataException($"it is cut off or damaged ({result})");
            }

            return samples == 3 ? WithoutAlpha(pixels.AsSpan(0, bytes)) : pixels;
        }
        finally
        {
            if (samples == 3)
            {
                ArrayPool<byte>.Shared.Return(pixels);
            }
        }
    }

    private static byte[] WithoutAlpha(ReadOnlySpan<byte> rgba)
    {
        byte[] rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length - 4; from += 4, to += 3)
        {
            // the fourth byte is written over by the next pixel
            BinaryPrimitives.WriteUInt32LittleEndian(rgb.AsSpan(to), BinaryPrimitives.ReadUInt32LittleEndian(rgba[from..]));
        }

        rgba.Slice(rgba.Length - 4, 3).CopyTo(rgb.AsSpan(rgb.Length - 3));
        return rgb;
    }
}
