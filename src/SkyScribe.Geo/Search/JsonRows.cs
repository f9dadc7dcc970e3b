using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Geo.Search;

/// <summary>Rows of GeoJSON, of GeoJSON lines, and of the JSON lines of <c>caption</c>.</summary>
internal static class JsonRows
{
    private const long MostBytes = 1L << 30;
    private const int LongestLine = 64 << 20;

    /// <summary>The features of a collection.</summary>
    public static IEnumerable<LayerRow> Collection(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new GeoException(path,
                $"has more than {MostBytes >> 20} MiB, which would have to be in memory as a whole; write .gpkg, .parquet or .geojsonl");
        }

        using var document = Parse(path, File.ReadAllBytes(path), "");
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("features", out var features)
            || features.ValueKind != JsonValueKind.Array)
        {
            throw new GeoException(path, "has no list 'features'; expected a GeoJSON feature collection");
        }

        foreach (var feature in features.EnumerateArray())
        {
            yield return Row(path, feature);
        }
    }

    /// <summary>An object a line.</summary>
    public static IEnumerable<LayerRow> Lines(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string text = line.Trim('\u001e', '\uFEFF', ' ');
            if (text.Length > LongestLine)
            {
                throw new GeoException(path, $"line {number}", $"{text.Length} characters", $"at most {LongestLine}");
            }

            if (text.Length > 0)
            {
                using var document = Parse(path, System.Text.Encoding.UTF8.GetBytes(text), $"line {number}");
                yield return Row(path, document.RootElement);
            }
        }
    }

    private static JsonDocument Parse(string path, byte[] bytes, string place)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException problem)
        {
            throw new GeoException(path, place, $"JSON that cannot be read ({problem.Message})", "a feature or a caption", problem);
        }
    }

    private static LayerRow Row(string path, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new GeoException(path, "", $"{element.ValueKind} {SkyScribeException.Quote(element.GetRawText())}",
                "an object: a feature or a caption");
        }

        bool isFeature = element.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        var values = (isFeature ? properties : element).EnumerateObject().GroupBy(member => member.Name)
            .ToDictionary(member => member.Key, member => Value(member.Last().Value));
        return LayerRow.Of(values, isFeature && element.TryGetProperty("geometry", out var geometry) ? Polygons(path, geometry) : []);
    }

    // Attributes are texts in layers, and objects in caption's lines.
    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Attribute).OfType<string>().ToArray(),
        _ => null,
    };

    private static string? Attribute(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString(),
        JsonValueKind.Object when item.TryGetProperty("name", out var name) && item.TryGetProperty("sampled", out var sampled)
            && sampled.ValueKind == JsonValueKind.True => name.GetString(),
        _ => null,
    };

    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Polygons(string path, JsonElement geometry)
    {
        try
        {
            if (geometry.ValueKind != JsonValueKind.Object)
            {
                return [];
            }

            var coordinates = geometry.GetProperty("coordinates");
            return geometry.GetProperty("type").GetString() switch
            {
                "Polygon" => [Rings(coordinates)],
                "MultiPolygon" => [.. coordinates.EnumerateArray().Select(Rings)],
                _ => [],
            };
        }
        catch (Exception problem) when (problem is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new GeoException(path, "geometry", SkyScribeException.Quote(geometry.GetRawText()), "a polygon", problem);
        }
    }

    private static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings(JsonElement polygon) =>
        [.. polygon.EnumerateArray()
        .Select(ring => ring.EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())).SkipLast(1).ToArray())];
}
