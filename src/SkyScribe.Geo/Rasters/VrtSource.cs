using System.Globalization;
using System.Xml.Linq;

namespace SkyScribe.Geo.Rasters;

/// <summary>A rectangle of a file that is a rectangle of a mosaic, of the same size.</summary>
/// <param name="Band">the mosaic's band, from 0</param>
/// <param name="File">the file</param>
/// <param name="FileBand">the file's band, from 0</param>
/// <param name="Left">its first column in the file</param>
/// <param name="Top">its first row in the file</param>
/// <param name="Place">where it lies in the mosaic</param>
/// <param name="NoData">a value that is left out; null for none</param>
internal sealed record VrtSource(int Band, string File, int FileBand, int Left, int Top, Window Place, double? NoData)
{
    /// <summary>Reads one from a mosaic's XML.</summary>
    /// <exception cref="GeoException">It is damaged, or does what is not supported.</exception>
    public static VrtSource Read(string vrt, int band, XElement element, int width, int height)
    {
        if (element.Name.LocalName is not ("SimpleSource" or "ComplexSource")
            || element.Elements().FirstOrDefault(
            one => one.Name.LocalName is "ScaleOffset" or "ScaleRatio" or "LUT" or "Exponent" or "ColorTableComponent" or "SrcMin") is not null)
        {
            throw new GeoException(vrt, $"band {band + 1}", $"<{element.Name.LocalName}> that computes pixels",
                $"plain mosaics: make a file of it with 'gdal_translate -of COG {Path.GetFileName(vrt)} OUT.tif'");
        }

        var name = element.Element("SourceFilename");
        string file = name?.Value.Trim() ?? "", sourceBand = element.Element("SourceBand")?.Value.Trim() ?? "1";
        if (file.Length == 0 || file.StartsWith("/vsi", StringComparison.Ordinal) || file.Contains("://", StringComparison.Ordinal))
        {
            throw new GeoException(vrt, $"band {band + 1}: SourceFilename", IO.SkyScribeException.Quote(file), "a file of this machine");
        }

        if (name!.Attribute("relativeToVRT")?.Value == "1")
        {
            file = Path.Combine(Path.GetDirectoryName(vrt) ?? "", file);
        }

        if (!int.TryParse(sourceBand, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            throw new GeoException(vrt, $"band {band + 1}: SourceBand", IO.SkyScribeException.Quote(sourceBand), "a band's number from 1");
        }

        double[] from = Rectangle(vrt, band, element, "SrcRect", width, height), to = Rectangle(vrt, band, element, "DstRect", width, height);
        if (Math.Abs(from[2] - to[2]) > 0.5 || Math.Abs(from[3] - to[3]) > 0.5)
        {
            throw new GeoException(vrt, $"band {band + 1}: DstRect", FormattableString.Invariant(
                $"{to[2]} x {to[3]} pixels of {from[2]} x {from[3]}"),
                $"mosaics that do not resample: make a file of it with 'gdal_translate -of COG {Path.GetFileName(vrt)} OUT.tif'");
        }

        int left = (int)Math.Round(to[0]), top = (int)Math.Round(to[1]);
        var place = new Window(left, top, (int)Math.Round(to[2]), (int)Math.Round(to[3]));
        return new VrtSource(band, file, number
            - 1, (int)Math.Round(from[0]), (int)Math.Round(from[1]), place, Rasters.NoData.Parse(element.Element("NODATA")?.Value));
    }

    private static double[] Rectangle(string vrt, int band, XElement element, string name, int width, int height)
    {
        if (element.Element(name) is not { } rectangle)
        {
            return [0, 0, width, height];   // all of it
        }

        double[] numbers = [.. new[] { "xOff", "yOff", "xSize", "ySize" }.Select(attribute =>
            double.TryParse(rectangle.Attribute(attribute)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && Math.Abs(value) < 1e8 ? value : double.NaN)];
        return numbers.Any(double.IsNaN) || numbers[2] <= 0 || numbers[3] <= 0
            ? throw new GeoException(
            vrt, $"band {band + 1}: {name}", IO.SkyScribeException.Quote(rectangle.ToString()), "four numbers, the sizes above 0")
            : numbers;
    }
}
