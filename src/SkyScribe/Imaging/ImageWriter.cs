using System.Runtime.InteropServices;
using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>Writes pictures.</summary>
public static class ImageWriter
{
    /// <summary>Writes an 8-bit RGB PNG; the file appears complete or not at all, and the folder is made if need be.</summary>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(image);
        Draw(path, image, static _ => { });
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

    /// <summary>Writes a PNG of a picture after Skia has drawn on it.</summary>
    internal static void Draw(string path, RgbImage image, Action<SKCanvas> draw)
    {
        byte[] rgba = ToRgba(image);
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            // No colour space: the bytes are written as they are, without a profile.
            using SKPixmap pixmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, null), pin.AddrOfPinnedObject());
            using (SKSurface surface = SKSurface.Create(pixmap))
            {
                draw(surface.Canvas);
                surface.Flush();
            }

            using SKData png = pixmap.Encode(SKPngEncoderOptions.Default) ?? throw new IOException($"{path}: the picture cannot be encoded as PNG");
            WriteAtomically(path, png);
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
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                content.SaveTo(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
