using System.Runtime.InteropServices;
using SkiaSharp;
using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>Writes pictures.</summary>
public static class ImageWriter
{
    /// <summary>Writes an 8-bit RGB PNG; the file appears complete or not at all, and the folder is made if need be.</summary>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(image);
        WithPixmap(image, ToRgba(image), pixmap =>
        {
            using SKData png = pixmap.Encode(SKPngEncoderOptions.Default) ?? throw new IOException($"{path}: the picture cannot be encoded as PNG");
            WriteAtomically(path, png);
        });
    }

    /// <summary>A picture as a JPEG file's bytes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality = 80)
    {
        ArgumentNullException.ThrowIfNull(image);
        using SKBitmap bitmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, null));
        ToRgba(image).CopyTo(bitmap.GetPixelSpan());
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality) ?? throw new IOException("the picture cannot be encoded as JPEG");
        return jpeg.ToArray();
    }

    /// <summary>A copy of a picture, after Skia has drawn on it.</summary>
    internal static RgbImage DrawOn(RgbImage image, Action<SKCanvas> draw)
    {
        byte[] rgb = new byte[image.Pixels.LongLength];
        byte[] rgba = ToRgba(image);
        WithPixmap(image, rgba, pixmap =>
        {
            using SKSurface surface = SKSurface.Create(pixmap);
            draw(surface.Canvas);
            surface.Flush();
        });
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        }

        return new RgbImage(image.Width, image.Height, rgb);
    }

    private static void WithPixmap(RgbImage size, byte[] rgba, Action<SKPixmap> use)
    {
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            // No colour space: the bytes are written as they are, without a profile.
            using SKPixmap pixmap = new(
                new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, null), pin.AddrOfPinnedObject());
            use(pixmap);
        }
        finally
        {
            pin.Free();
        }
    }

    private static byte[] ToRgba(RgbImage image)
    {
        byte[] rgba = new byte[4L * image.Width * image.Height];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (image.Pixels[from], image.Pixels[from + 1], image.Pixels[from + 2], 255);
        }

        return rgba;
    }

    private static void WriteAtomically(string path, SKData content)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        AtomicFile.Write(full, content.SaveTo);
    }
}
