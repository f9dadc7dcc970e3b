using System.Globalization;

namespace SkyScribe.Geo.Rasters;

/// <summary>The value that stands for "no data". A pixel has no data where each of its bands that are read has that value, or where one of them is
/// not a number.</summary>
/// <remarks>One value a pixel, not a band: white roofs in a raster whose nodata is 255 have white in all bands, but water that is 0 in infrared only
/// is data.</remarks>
internal static class NoData
{
    /// <summary>Reads GDAL's text of it.</summary>
    /// <returns>null where it is no number</returns>
    public static double? Parse(string? text) => text?.Trim() switch
    {
        null or "" => null,
        var word when word.Equals("nan", StringComparison.OrdinalIgnoreCase) || word.Equals("-nan", StringComparison.OrdinalIgnoreCase) => double.NaN,
        var word when word.Equals("inf", StringComparison.OrdinalIgnoreCase) => double.PositiveInfinity,
        var word when word.Equals("-inf", StringComparison.OrdinalIgnoreCase) => double.NegativeInfinity,
        var word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
    };

    /// <summary>Marks pixels without data as invalid.</summary>
    /// <param name="pixels">a window that was read</param>
    /// <param name="value">the value; null for none</param>
    public static void Mark(RasterPixels pixels, double? value)
    {
        var valid = pixels.Valid.AsSpan(0, pixels.Count);
        if (!pixels.IsByte)
        {
            MarkFloats(pixels, valid, value);
        }
        else if (value is >= 0 and <= 255 && value == Math.Floor(value.Value))
        {
            byte wanted = (byte)value;
            for (int i = 0; i < valid.Length; i++)
            {
                bool isData = false;
                foreach (byte[] band in pixels.Bytes)
                {
                    isData |= band[i] != wanted;
                }

                valid[i] = isData ? valid[i] : (byte)0;
            }
        }
    }

    private static void MarkFloats(RasterPixels pixels, Span<byte> valid, double? value)
    {
        float wanted = value is { } number ? (float)number : float.NaN;
        for (int i = 0; i < valid.Length; i++)
        {
            bool isData = false, isNumber = true;
            foreach (float[] band in pixels.Floats)
            {
                isData |= band[i] != wanted;
                isNumber &= !float.IsNaN(band[i]);
            }

            valid[i] = isData && isNumber ? valid[i] : (byte)0;
        }
    }
}
