using SkyScribe.Geo.Bytes;
using SkyScribe.IO;

namespace SkyScribe.Geo.Tiff;

/// <summary>The directories of a TIFF or BigTIFF, in the file's order.</summary>
internal static class TiffFile
{
    private const int MostDirectories = 256, HeaderBytes = 16, ShownBytes = 64;

    /// <summary>Reads them.</summary>
    /// <exception cref="GeoException">It is no TIFF, or its directories are damaged or form a circle.</exception>
    public static IReadOnlyList<TiffDirectory> ReadDirectories(ByteSource source)
    {
        byte[] header = new byte[(int)Math.Min(ShownBytes, source.Length)];
        source.ReadExactly(0, header);
        bool isBigEndian = header.AsSpan().StartsWith("MM"u8);
        var (isTiff, isBigTiff) = Kind(header);
        if (!isTiff)
        {
            throw NoTiff(source.Name, header);
        }

        long next = Offset(source, header, isBigEndian, isBigTiff);
        var directories = new List<TiffDirectory>();
        var seen = new HashSet<long>();
        while (next != 0)
        {
            if (!seen.Add(next))
            {
                throw new GeoException(source.Name,
                    $"its directory at byte {next} is linked to twice: the file's directories form a circle, so it is damaged; copy or download it again");
            }

            if (directories.Count == MostDirectories)
            {
                throw new GeoException(source.Name,
                    $"has more than {MostDirectories} directories; expected one raster: extract it with gdal_translate -of COG");
            }

            (var directory, next) = TiffDirectory.Read(source, isBigEndian, isBigTiff, next);
            directories.Add(directory);
        }

        return directories.Count > 0 ? directories
            : throw new GeoException(source.Name, "has no directory, so no picture; it was probably not written to its end: write it again");
    }

    private static (bool IsTiff, bool IsBigTiff) Kind(ReadOnlySpan<byte> header)
    {
        bool isTiff = header.StartsWith("II*\0"u8) || header.StartsWith("MM\0*"u8);
        bool isBigTiff = (header.StartsWith("II+\0"u8) || header.StartsWith("MM\0+"u8)) && header.Length >= HeaderBytes;
        return (isTiff || isBigTiff, isBigTiff);
    }

    private static long Offset(ByteSource source, ReadOnlySpan<byte> header, bool isBigEndian, bool isBigTiff)
    {
        var bytes = isBigTiff ? header[8..16] : header.Length >= 8 ? header[4..8] : [];
        if (bytes.IsEmpty)
        {
            throw new GeoException(source.Name, "ends within its header; copy or download it again");
        }

        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value |= (ulong)bytes[isBigEndian ? bytes.Length - 1 - i : i] << (8 * i);
        }

        return (long)Math.Min(value, long.MaxValue);
    }

    private static GeoException NoTiff(string name, ReadOnlySpan<byte> header)
    {
        if (GitLfs.IsPointer(header))
        {
            return new GeoException(name, $"is a Git LFS pointer (text), not the raster; {GitLfs.Remedy}");
        }

        string kind = header switch
        {
            _ when header.Length >= 8
                && (header[4..8].SequenceEqual("jP  "u8) || header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])) => "a JPEG 2000",
            _ when header.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) => "a PNG",
            _ when header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "a JPEG",
            _ when header.StartsWith("CDF"u8) || header.StartsWith((ReadOnlySpan<byte>)[0x89, 0x48, 0x44, 0x46]) => "a netCDF or HDF file",
            _ when header.StartsWith("EHFA_HEADER_TAG"u8) => "an Erdas Imagine file",
            _ when header.StartsWith("PK"u8) => "a ZIP archive",
            _ => $"a file that begins with {Convert.ToHexString(header[..Math.Min(8, header.Length)])}",
        };
        return new GeoException(name, "", kind, $"a GeoTIFF: convert it with 'gdal_translate -of COG {Path.GetFileName(name)} OUT.tif'");
    }
}
