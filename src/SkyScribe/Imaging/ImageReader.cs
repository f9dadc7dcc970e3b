using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>Decodes PNG, JPEG, WebP and TIFF files to 8-bit RGB, upright.</summary>
/// <remarks>
/// The pixels are the stored ones, as Pillow's <c>convert("RGB")</c> gives them: colour profiles and gamma are not applied; alpha is ignored, not
/// composited, and colour stored premultiplied is divided by its alpha. Samples of more than 8 bits become 8 by a <see cref="Rendering"/>: by default
/// stretched where they use a small part of their range, else by dropping low bits (Pillow clips 16-bit grey instead, which leaves a white picture).
/// Orientation tags are obeyed. Of several pages the largest is read, of several frames the first; <see cref="RgbImage.Remarks"/> says what was done.
/// </remarks>
public static class ImageReader
{
    private const int SniffedBytes = 24;

    private enum Format
    {
        Skia,
        Tiff,
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the picture may cost; null for the defaults.</param>
    /// <param name="rendering">Its bands and how values become 8 bits; null for the defaults.</param>
    /// <exception cref="ImageException">The file is missing, no picture of a known format, damaged, above the limits, or lacks a band.</exception>
    public static RgbImage Read(string path, ImageLimits? limits = null, Rendering? rendering = null) =>
        Read(path, limits, new PictureTarget(new WholePicture(), rendering));

    /// <summary>Reads a picture from a stream's current position to its end; the stream stays open.</summary>
    /// <param name="stream">The encoded picture.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="limits">What the picture may cost; null for the defaults.</param>
    /// <param name="rendering">Its bands and how values become 8 bits; null for the defaults.</param>
    /// <exception cref="ImageException">No picture of a known format, damaged, above the limits, or lacks a band.</exception>
    public static RgbImage Read(Stream stream, string name, ImageLimits? limits = null, Rendering? rendering = null) =>
        Read(stream, name, limits, new PictureTarget(new WholePicture(), rendering));

    /// <summary>Reads a file and resizes the picture as <see cref="Preprocessing"/> does, to the same bytes as reading and then resizing, but with
    /// little memory: of large pictures only some rows are held where the format lets them come in one by one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">Size, filter and rendering.</param>
    /// <param name="limits">What the picture may cost; null for the defaults.</param>
    /// <exception cref="ImageException">The file is missing, no picture of a known format, damaged, or above the limits.</exception>
    public static RgbImage ReadResized(string path, Preprocessing preprocessing, ImageLimits? limits = null) =>
        Read(path, limits, Resized(preprocessing));

    /// <summary>The same from a stream's current position to its end; the stream stays open.</summary>
    /// <param name="stream">The encoded picture.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="preprocessing">Size, filter and rendering.</param>
    /// <param name="limits">What the picture may cost; null for the defaults.</param>
    /// <exception cref="ImageException">No picture of a known format, damaged, or above the limits.</exception>
    public static RgbImage ReadResized(Stream stream, string name, Preprocessing preprocessing, ImageLimits? limits = null) =>
        Read(stream, name, limits, Resized(preprocessing));

    /// <summary>Reads a file for people to look at: no longer and no wider than so many pixels, with little memory, as
    /// <see cref="ReadResized(string, Preprocessing, ImageLimits)"/> does.</summary>
    internal static RgbImage ReadShrunk(string path, int longest, ImageLimits? limits = null, Rendering? rendering = null) =>
        Read(path, limits, new PictureTarget(new ShrunkPicture(longest), rendering));

    private static PictureTarget Resized(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfLessThan(preprocessing.Size, 1);
        return new PictureTarget(new ResizedPicture(preprocessing.Size, preprocessing.Size, preprocessing.Filter), preprocessing.Rendering);
    }

    private static RgbImage Read(string path, ImageLimits? limits, PictureTarget target)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path))
            {
                throw new ImageException(path, "it is a folder", "name an image file");
            }

            if (FileKind.Irregular(path) is { } kind)
            {
                throw new ImageException(path, $"it is {kind}, which may never end or never begin, and was skipped", "name a regular file");
            }

            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(stream, path, limits, target);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(path, "there is no such file", "check the path", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw new ImageException(path, $"it cannot be read ({e.Message})", "check the path and its permissions", e);
        }
    }

    private static RgbImage Read(Stream stream, string name, ImageLimits? limits, PictureTarget target)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        limits ??= ImageLimits.Default;
        if (stream.CanSeek)
        {
            limits.CheckFile(name, stream.Length - stream.Position);
        }

        byte[] start = new byte[SniffedBytes];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        Format format = Sniff(name, start.AsSpan(0, read));

        try
        {
            // TIFF is random access and can be far larger than its pixels, so a file is not loaded whole.
            if (format == Format.Tiff && stream.CanSeek && stream.Position == read)
            {
                return TiffDecoder.Decode(stream, name, limits, target);
            }

            byte[] encoded = ReadAll(stream, start.AsSpan(0, read), name, limits);
            return format == Format.Tiff ? TiffDecoder.Decode(new MemoryStream(encoded), name, limits, target)
                : SkiaDecoder.Decode(encoded, name, limits, target);
        }
        catch (OutOfMemoryException e)
        {
            throw new ImageException(name, "it needs more memory than there is", "shrink or tile the picture", e);
        }
    }

    private static Format Sniff(string name, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8)))
        {
            return Format.Skia;
        }

        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8))
        {
            return Format.Tiff;
        }

        if (start.IsEmpty)
        {
            throw new ImageException(name, "the file is empty", "copy or download it again");
        }

        if (GitLfs.IsPointer(start))
        {
            throw new ImageException(name, "it is a Git LFS pointer (text), not the picture", GitLfs.Remedy);
        }

        throw new ImageException(
            name,
            $"unknown format{(PictureKind.Of(start) is { } kind ? $", {kind}" : "")}: the file begins with {Convert.ToHexString(start[..Math.Min(8, start.Length)])} (\"{Printable(start)}\")",
            "expected PNG, JPEG, WebP or TIFF: convert it");
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte b in bytes)
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        }

        return text.ToString();
    }

    private static byte[] ReadAll(Stream stream, ReadOnlySpan<byte> start, string name, ImageLimits limits)
    {
        long most = Math.Min(limits.MaxFileBytes, Array.MaxLength);
        using MemoryStream all = new(stream.CanSeek ? (int)Math.Min(start.Length + stream.Length - stream.Position, most) : 0);
        all.Write(start);
        byte[] block = new byte[81920];
        int read;
        while ((read = stream.Read(block)) > 0)
        {
            if (all.Length + read > most)
            {
                throw new ImageException(
                    name, $"it has more than {most} bytes", "tile the picture, or raise MaxFileBytes in a program of your own if you trust it");
            }

            all.Write(block, 0, read);
        }

        return all.Length == all.Capacity ? all.GetBuffer() : all.ToArray();
    }
}
