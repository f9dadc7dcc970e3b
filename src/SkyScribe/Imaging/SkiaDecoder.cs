using System.Runtime.InteropServices;
using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>PNG, JPEG and WebP by Skia. Large pictures come in rows or strips where the format lets them (docs/reference/images.md).</summary>
internal static class SkiaDecoder
{
    /// <summary>A picture of at most so many pixels is decoded as a whole, 4 bytes a pixel.</summary>
    public const int MostWholePixels = 4 << 20;

    // Each WebP strip is decoded from the top of the file again: few of them, of up to 256 MB.
    private const int MostStripPixels = 64 << 20;
    private const int MostScanlineBytes = 1 << 20;

    // WebP's chroma is interpolated between rows; at a strip's edge it cannot be.
    private const int StripOverlap = 2;

    /// <param name="encoded">the file</param>
    /// <param name="name">what error messages call it</param>
    /// <param name="limits">what the picture may cost</param>
    /// <param name="target">takes the rows</param>
    /// <param name="mostWholePixels">see <see cref="MostWholePixels"/>; tests use less</param>
    /// <param name="mostStripPixels">pixels of a WebP strip</param>
    public static RgbImage Decode(
        byte[] encoded, string name, ImageLimits limits, PictureTarget target, int mostWholePixels = MostWholePixels,
        int mostStripPixels = MostStripPixels)
    {
        try
        {
            return Decode(encoded, name, limits, target, mostWholePixels, mostStripPixels, encoded.Length);
        }
        catch (ImageException problem) when (PictureKind.UnusualJpeg(encoded) is { } unusual
            && encoded.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && problem.IsDamage)
        {
            throw new ImageException(name, $"{unusual}, which is not supported", "convert it to an ordinary JPEG of 8 bits, PNG or TIFF", problem);
        }
    }

    private static RgbImage Decode(
        byte[] encoded, string name, ImageLimits limits, PictureTarget target, int mostWholePixels, int mostStripPixels, int length)
    {
        GCHandle pin = GCHandle.Alloc(encoded, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(pin.AddrOfPinnedObject(), length);
            using (SKCodec codec = Open(data, name))
            {
                limits.CheckSize(name, codec.Info.Width, codec.Info.Height);
                if (codec.EncodedFormat == SKEncodedImageFormat.Png && PngRows.IsDeep(encoded))
                {
                    target.CheckBands(PngRows.Open(encoded, name).Samples, name);
                    return target.TakeSamples(new SampleType(16), null, rows => PngRows.Open(encoded, name).Read(rows, target.Bands));
                }
            }

            target.CheckBands(3, name);
            return target.TakeBytes(rows =>
            {
                using SKCodec codec = Open(data, name);
                Decode(codec, encoded, name, rows, mostWholePixels, mostStripPixels);
            });
        }
        finally
        {
            pin.Free();
        }
    }

    private static SKCodec Open(SKData data, string name)
    {
        SKCodec? codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult opened);   // the codec disposes of the stream
        return codec is not null && opened == SKCodecResult.Success ? codec : throw ImageException.CutOff(name, $"its header: {Describe(opened)}");
    }

    private static void Decode(SKCodec codec, byte[] encoded, string name, PictureRows rows, int mostWholePixels, int mostStripPixels)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        rows.Begin(width, height, (int)codec.EncodedOrigin);
        bool isLarge = (long)width * height > mostWholePixels;
        if (isLarge && codec.EncodedFormat == SKEncodedImageFormat.Png && PngRows.Open(encoded, name) is { IsInterlaced: false } png)
        {
            png.Read(rows);
        }
        else if (isLarge && codec.EncodedFormat == SKEncodedImageFormat.Jpeg
            && codec.StartScanlineDecode(InfoOf(codec, height)) == SKCodecResult.Success)
        {
            DecodeScanlines(codec, name, rows);
        }
        else if (isLarge && codec.EncodedFormat == SKEncodedImageFormat.Webp && codec.FrameCount <= 1)
        {
            DecodeStrips(codec, name, rows, mostStripPixels);
        }
        else
        {
            DecodeWhole(codec, name, rows);
        }
    }

    // Unpremultiplied, so that transparent pixels keep their colour; a null colour space, so that Skia converts nothing.
    private static SKImageInfo InfoOf(SKCodec codec, int height) =>
        new(codec.Info.Width, height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque
        : SKAlphaType.Unpremul, null);

    private static void DecodeScanlines(SKCodec codec, string name, PictureRows rows)
    {
        int rowBytes = 4 * codec.Info.Width, height = codec.Info.Height, most = Math.Max(1, MostScanlineBytes / rowBytes);
        byte[] rgba = new byte[(long)most * rowBytes];
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            for (int y = 0; y < height; y += most)
            {
                int count = Math.Min(most, height - y);
                if (codec.GetScanlines(pin.AddrOfPinnedObject(), count, rowBytes) != count)
                {
                    throw ImageException.CutOff(name, Describe(SKCodecResult.IncompleteInput));
                }

                HandOver(rgba, rows, 0, count);
            }
        }
        finally
        {
            pin.Free();
        }
    }

    private static void DecodeStrips(SKCodec codec, string name, PictureRows rows, int mostPixels)
    {
        int height = codec.Info.Height, count = Math.Max(2, mostPixels / codec.Info.Width / 2 * 2);   // Skia wants even edges
        byte[] rgba = new byte[4L * codec.Info.Width * Math.Min(height, count + (2 * StripOverlap))];
        for (int y = 0; y < height; y += count)
        {
            int top = Math.Max(0, y - StripOverlap), bottom = Math.Min(height, y + count + StripOverlap);
            Fill(rgba, codec, name, InfoOf(codec, bottom - top), new SKCodecOptions(new SKRectI(0, top, codec.Info.Width, bottom)));
            HandOver(rgba, rows, y - top, Math.Min(count, height - y));
        }
    }

    private static void DecodeWhole(SKCodec codec, string name, PictureRows rows)
    {
        SKImageInfo info = InfoOf(codec, codec.Info.Height);
        byte[] rgba = new byte[4L * info.Width * info.Height];
        Fill(rgba, codec, name, info, SKCodecOptions.Default);
        HandOver(rgba, rows, 0, info.Height);
    }

    private static void Fill(byte[] rgba, SKCodec codec, string name, SKImageInfo info, SKCodecOptions options)
    {
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(info, pin.AddrOfPinnedObject(), info.RowBytes, options);
            if (result != SKCodecResult.Success)
            {
                throw ImageException.CutOff(name, Describe(result));
            }
        }
        finally
        {
            pin.Free();
        }
    }

    private static void HandOver(byte[] rgba, PictureRows rows, int first, int count)
    {
        for (int y = 0; y < count; y++)
        {
            Span<byte> rgb = rows.Row;
            int from = (first + y) * (rgb.Length / 3 * 4);
            for (int to = 0; to < rgb.Length; from += 4, to += 3)
            {
                (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            }

            rows.Next();
        }
    }

    private static string Describe(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "the data end before the picture does",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "the data are invalid",
        SKCodecResult.Unimplemented => "this variant of the format is not supported",
        _ => $"the decoder says {result}",
    };
}
