namespace SkyScribe.Imaging;

/// <summary>Names pictures that are not read, so that they are not taken for damaged ones.</summary>
internal static class PictureKind
{
    private static readonly (int At, byte[] Mark, string Name)[] Kinds =
    [
        (0, [.. "GIF8"u8], "a GIF picture"),
        (0, [.. "BM"u8], "a BMP picture"),
        (4, [.. "jP  \r\n"u8], "a JPEG 2000 picture"),
        (0, [0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture"),
        (4, [.. "JXL \r\n"u8], "a JPEG XL picture"),
        (0, [0xFF, 0x0A], "a JPEG XL picture"),
        (4, [.. "ftypavif"u8], "an AVIF picture"),
        (4, [.. "ftypavis"u8], "an AVIF picture"),
        (4, [.. "ftyphei"u8], "a HEIC picture"),
        (4, [.. "ftyphev"u8], "a HEIC picture"),
        (4, [.. "ftypmif1"u8], "a HEIC picture"),
        (4, [.. "ftyp"u8], "a video"),
        (0, [.. "P5"u8], "a PGM picture"),
        (0, [.. "P6"u8], "a PPM picture"),
        (0, [.. "8BPS"u8], "a Photoshop file"),
        (0, [.. "EHFA_HEADER_TAG"u8], "an ERDAS Imagine raster"),
        (0, [.. "NITF"u8], "a NITF raster"),
        (0, [.. "ENVI"u8], "the header of an ENVI raster"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file"),
        (0, [0x0E, 0x03, 0x13, 0x01], "an HDF4 file"),
        (0, [.. "CDF"u8], "a NetCDF file"),
        (0, [.. "PK\u0003\u0004"u8], "a zip file"),
        (0, [.. "%PDF"u8], "a PDF document"),
        (0, [.. "<!DOCTYPE"u8], "a web page"),
        (0, [.. "<!doctype"u8], "a web page"),
        (0, [.. "<html"u8], "a web page"),
        (0, [.. "<HTML"u8], "a web page"),
        (0, [.. "<svg"u8], "an SVG drawing"),
        (0, [.. "<?xml"u8], "XML text"),
        (0, [.. "{"u8], "JSON text"),
    ];

    /// <summary>What a file is by its first bytes; null where that is not known.</summary>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        foreach (var (at, mark, name) in Kinds)
        {
            if (start.Length >= at + mark.Length && start[at..].StartsWith(mark))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Why a JPEG that cannot be decoded is of a kind that is not supported; null where its frame is an ordinary one (ITU-T T.81, table B.1
    /// and section B.2.2).</summary>
    public static string? UnusualJpeg(ReadOnlySpan<byte> encoded)
    {
        for (int at = 2; at + 4 < encoded.Length && encoded[at] == 0xFF;)
        {
            int marker = encoded[at + 1];
            if (marker == 0xFF)
            {
                at++;   // a fill byte
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                int bits = encoded[at + 4];
                return marker is 0xC3 or 0xC7 or 0xCB or 0xCF ? "it is a lossless JPEG"
                    : marker is 0xC5 or 0xC6 or 0xCD or 0xCE ? "it is a hierarchical JPEG"
                    : bits != 8 ? $"it is a JPEG of {bits} bits"
                    : marker is 0xC9 or 0xCA ? "it is a JPEG with arithmetic coding" : null;
            }

            if (marker is 0xF7)
            {
                return "it is a JPEG-LS picture";
            }

            at += 2 + ((encoded[at + 2] << 8) | encoded[at + 3]);
        }

        return null;
    }
}
