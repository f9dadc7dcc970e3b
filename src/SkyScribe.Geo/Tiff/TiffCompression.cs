namespace SkyScribe.Geo.Tiff;

/// <summary>Numbers of the compressions.</summary>
internal static class TiffCompression
{
    public const int None = 1, CcittRle = 2, CcittFax3 = 3, CcittFax4 = 4, Lzw = 5, Jpeg = 7, Deflate = 8, OldDeflate = 32946, PackBits =
        32773, Zstd = 50000, WebP = 50001;

    public static bool IsKnown(int number) =>
        number is None or CcittRle or CcittFax3 or CcittFax4 or Lzw or Jpeg or Deflate or OldDeflate or PackBits or Zstd or WebP;

    /// <summary>Names of those that are not read.</summary>
    public static string? NameOf(int number) => number switch
    {
        6 => "old-style JPEG",
        34661 => "JBIG",
        34712 or 33003 or 33004 or 33005 => "JPEG 2000",
        34887 => "LERC",
        34925 => "LZMA",
        50002 or 52546 => "JPEG XL",
        _ => null,
    };
}
