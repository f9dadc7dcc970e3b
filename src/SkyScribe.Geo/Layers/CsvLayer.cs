using System.Globalization;
using System.Text;
using nietras.SeparatedValues;

namespace SkyScribe.Geo.Layers;

/// <summary>Writes CSV (RFC 4180) with the polygon as well-known text in the raster's own coordinates.</summary>
internal static class CsvLayer
{
    /// <summary>Writes a table.</summary>
    public static void Write(Stream stream, LayerContent content, LayerTable table)
    {
        var columns = content.Schema[table];
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        using var csv = Sep.New(',').Writer(options => options with { Escape = true }).To(text, leaveOpen: true);
        csv.Header.Add(["wkt", "crs", .. columns.Select(column => column.Name)]);
        string crs = content.Reference.Epsg is { } code ? string.Create(CultureInfo.InvariantCulture, $"EPSG:{code}") : content.Reference.Name;
        bool isEmpty = true;
        foreach (var feature in content.Features(table))
        {
            isEmpty = false;
            using var row = csv.NewRow();
            row["wkt"].Set(WellKnownText.Polygon(feature.Rings));
            row["crs"].Set(crs);
            for (int i = 0; i < columns.Count; i++)
            {
                row[columns[i].Name].Set(Text(feature.Values[i]));
            }
        }

        if (isEmpty)
        {
            csv.Header.Write();
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IReadOnlyList<string> list => string.Join(' ', list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
