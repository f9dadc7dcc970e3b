using SkyScribe.Geo.Layers;

namespace SkyScribe.Geo.Search;

/// <summary>One row of a layer or of a file of captions.</summary>
/// <param name="Caption">the caption; empty where it has none</param>
/// <param name="Attributes">attributes that were let through</param>
/// <param name="Polygons">its polygons, each outline and holes; empty for pictures</param>
/// <param name="Values">all values, by the names of their columns</param>
internal sealed record LayerRow(
    string Caption, IReadOnlyList<string> Attributes, IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Polygons,
    IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>Makes it of its values.</summary>
    /// <param name="values">by the names of their columns; attributes may be a list, JSON, or words with blanks between them</param>
    /// <param name="polygons">its polygons</param>
    public static LayerRow Of(Dictionary<string, object?> values, IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> polygons)
    {
        object? attributes = values.GetValueOrDefault("attributes");
        IReadOnlyList<string> list = attributes switch
        {
            IEnumerable<string> texts => [.. texts],
            string text when text.StartsWith('[') => Listed(text),
            string text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            _ => [],
        };
        return new LayerRow(values.GetValueOrDefault("caption") as string ?? "", list, polygons, values);
    }

    private static string[] Listed(string json)
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(json, LayerJson.Default.StringArray) ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [json];
        }
    }
}

/// <summary>What was read of a layer.</summary>
/// <param name="Reference">the polygons' system</param>
/// <param name="Rows">its rows, read once</param>
internal sealed record LayerRead(LayerReference Reference, IEnumerable<LayerRow> Rows);
