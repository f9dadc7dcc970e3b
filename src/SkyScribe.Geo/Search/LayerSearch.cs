using System.Globalization;
using SkyScribe.Geo.Layers;
using SkyScribe.IO;

namespace SkyScribe.Geo.Search;

/// <summary>A row that was found.</summary>
/// <param name="Rank">of its text, from 0</param>
/// <param name="Row">the row</param>
internal sealed record FoundRow(int Rank, LayerRow Row)
{
    /// <summary>How much it looks like a picture: the cosine of their features, 1 for the same; null where words were looked for.</summary>
    public double? Likeness { get; init; }
}

/// <summary>Finds the rows of a layer that a query describes, and writes them as a layer.</summary>
internal static class LayerSearch
{
    /// <summary>Finds rows.</summary>
    /// <param name="path">the layer</param>
    /// <param name="query">words</param>
    /// <param name="top">most rows</param>
    /// <returns>the best first: by rank, then by confidence, then in the layer's order; and the layer's system</returns>
    public static (IReadOnlyList<FoundRow> Rows, LayerReference Reference) Find(string path, string query, int top)
    {
        using var index = new CaptionIndex();
        var texts = new List<long>();
        var layer = LayerReader.Read(path);
        foreach (var row in layer.Rows)
        {
            texts.Add(index.Add(row));
        }

        var ranks = index.Find(query);
        var best = new TopRows(top);
        int place = 0;
        foreach (var row in LayerReader.Read(path).Rows)
        {
            if (place < texts.Count && ranks.TryGetValue(texts[place], out int rank))
            {
                double confidence = row.Values.GetValueOrDefault("confidence") is IConvertible number and not string
                    ? number.ToDouble(CultureInfo.InvariantCulture) : 0;
                best.Add(new FoundRow(rank, row), rank, -confidence);
            }

            place++;
        }

        return (best.Sorted(), layer.Reference);
    }

    /// <summary>Writes rows that were found as a layer.</summary>
    /// <exception cref="OptionException">They have no polygons, as captions of pictures, or the format is not known.</exception>
    public static void Write(string path, IReadOnlyList<FoundRow> rows, LayerReference reference, string query)
    {
        LayerFile.RequireKnown(path, reference);
        if (rows.Count > 0 && rows.All(row => row.Row.Polygons.Count == 0))
        {
            throw new OptionException($"--out {path}: what was found has no polygons; search a layer in .gpkg, .parquet or GeoJSON to write one");
        }

        // The features' file is not beside this layer, and ranks of an earlier search are not of this one.
        string[] names = [
            .. rows.SelectMany(row => row.Row.Values.Keys).Distinct(StringComparer.Ordinal)
            .Where(name => name is not (LayerSchema.FeatureRow or "rank" or "likeness"))];
        LayerColumn[] columns = [new("rank", ColumnType.Integer), new("likeness", ColumnType.Real),
            .. ColumnNames.Of(names).Zip(names, (column, name) => new LayerColumn(column, TypeOf(name, rows)))];
        LayerFile.Write(path, new LayerContent
        {
            Path = path, Schema = new LayerSchema(columns), Reference = reference,
            Description = $"what SkyScribe found for {SkyScribeException.Quote(query)}", Time = DateTime.UnixEpoch, Summary = () => [],
            Features = _ => rows.SelectMany((row, i) => row.Row.Polygons.Select(polygon => new LayerFeature(
                LayerTable.Tiles, polygon, [(long)(i + 1), row.Likeness is { } likeness ? Math.Round(likeness, 4) : null, .. names.Select(
                (name, n) => Fitted(name == "attributes" ? row.Row.Attributes : row.Row.Values.GetValueOrDefault(name), columns[n + 2].Type))]))),
        });
    }

    private static object? Fitted(object? value, ColumnType type) => (value, type) switch
    {
        (null, _) => null,
        (_, ColumnType.Text) => Convert.ToString(value, CultureInfo.InvariantCulture),
        (long whole, ColumnType.Boolean) => whole != 0,
        _ => value,
    };

    private static ColumnType TypeOf(string name, IReadOnlyList<FoundRow> rows)
    {
        object?[] values = [.. rows.Select(row => row.Row.Values.GetValueOrDefault(name)).Where(value => value is not null)];
        return name switch
        {
            "attributes" => ColumnType.List,
            "out_of_domain" when values.All(value => value is bool or long) => ColumnType.Boolean,
            _ when values.All(value => value is bool) && values.Length > 0 => ColumnType.Boolean,
            _ when values.All(value => value is long) && values.Length > 0 => ColumnType.Integer,
            _ when values.All(value => value is long or double) && values.Length > 0 => ColumnType.Real,
            _ => ColumnType.Text,
        };
    }
}
