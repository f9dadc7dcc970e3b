using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;

namespace SkyScribe.Geo.Layers;

/// <summary>Writes GeoParquet 1.1: polygons as well-known binary, a box column that readers filter by, rows in the order of Hilbert's
/// curve.</summary>
/// <remarks>Polygons are in the raster's own coordinates, whose system the format wants as PROJJSON. For a system that is too new for our table they
/// are in WGS 84, the format's default, and where there is no way to it the "crs" is null, which says that the system is not known. Rows are sorted
/// within row groups of a bounded size, so that memory has a bound too.</remarks>
internal static class GeoParquet
{
    private const int RowsOfAGroup = 100_000;
    // The library's own level is the smallest size, which took ten times as long for all of a layer.
    private static readonly ParquetOptions Compression = new()
    {
        CompressionMethod = CompressionMethod.Zstd, CompressionLevel = System.IO.Compression.CompressionLevel.Optimal,
    };

    private static readonly string[] BoxFields = ["xmin", "ymin", "xmax", "ymax"];

    /// <summary>Writes a table.</summary>
    public static void Write(Stream stream, LayerContent content, LayerTable table) => WriteAsync(stream, content, table).GetAwaiter().GetResult();

    private static async Task WriteAsync(Stream stream, LayerContent content, LayerTable table)
    {
        var columns = content.Schema[table];
        var geometry = new DataField("geometry", typeof(byte[]), isNullable: true);
        DataField[] boxes = [.. BoxFields.Select(name => new DataField(name, typeof(double), isNullable: false))];
        DataField[] items = [.. columns.Select(column => column.Type == ColumnType.List ? new DataField("element", typeof(string), isNullable: false)
            : new DataField(column.Name, TypeOf(column.Type), isNullable: true))];
        var schema = new ParquetSchema([geometry, new StructField("bbox", boxes), .. columns.Select(
            (column, i) => column.Type == ColumnType.List ? (Field)new ListField(column.Name, items[i]) : items[i])]);
        var total = ParquetRow.NoBox;
        bool isWgs84 = content.Reference is { ProjJson: null, ToWgs84: not null };
        bool hasMany = false;
        await using var writer =
            await ParquetWriter.CreateAsync(schema, stream, Compression).ConfigureAwait(false);
        foreach (ParquetRow[] group in content.Features(table).Select(feature => ParquetRow.Of(feature, content.Reference, isWgs84))
            .Chunk(RowsOfAGroup))
        {
            double[] box = group.Select(row => row.Box).Aggregate(ParquetRow.NoBox, ParquetRow.Around);
            (total, hasMany) = (ParquetRow.Around(total, box), hasMany || group.Any(row => row.Polygons > 1));
            await WriteGroup(writer, geometry, boxes, items, columns, [.. group.OrderBy(row => row.PlaceIn(box))]).ConfigureAwait(false);
        }

        writer.CustomMetadata = new Dictionary<string, string> { ["geo"] = Metadata(content.Reference.ProjJson, isWgs84, total, hasMany),
            ["skyscribe"] = content.Description };
    }

    private static async Task WriteGroup(
        ParquetWriter writer, DataField geometry, DataField[] boxes, DataField[] items, IReadOnlyList<LayerColumn> columns, ParquetRow[] rows)
    {
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(geometry, rows.Select(row => row.Geometry).ToArray()!).ConfigureAwait(false);
        int[] present = new int[rows.Length];
        Array.Fill(present, 1);   // the box itself may be null to the format, and never is
        for (int i = 0; i < boxes.Length; i++)
        {
            await group.WriteAllPartsAsync<double>(boxes[i], rows.Select(row => row.Box[i]).ToArray(), present, null, default).ConfigureAwait(false);
        }

        for (int i = 0; i < columns.Count; i++)
        {
            object?[] values = [.. rows.Select(row => row.Values[i])];
            await (columns[i].Type switch
            {
                ColumnType.Text => group.WriteAsync(items[i], values.Cast<string?>().ToArray()!),
                ColumnType.Real => group.WriteAsync<double>(items[i], Nullable(values, Convert.ToDouble), null, null, default),
                ColumnType.Integer => group.WriteAsync<long>(items[i], Nullable(values, Convert.ToInt64), null, null, default),
                ColumnType.Boolean => group.WriteAsync<bool>(items[i], Nullable(values, Convert.ToBoolean), null, null, default),
                _ => WriteLists(group, items[i], values),
            }).ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<T?> Nullable<T>(object?[] values, Func<object, IFormatProvider, T> convert)
        where T : struct => values.Select(value => value is null ? (T?)null : convert(value, System.Globalization.CultureInfo.InvariantCulture))
        .ToArray();

    // Levels of a list that is there, of texts that are there: 1 where it is empty, 2 for each text; a row begins with repetition 0.
    private static Task WriteLists(ParquetRowGroupWriter group, DataField item, object?[] values)
    {
        var texts = new List<ReadOnlyMemory<char>>();
        var definitions = new List<int>();
        var repetitions = new List<int>();
        foreach (object? value in values)
        {
            var list = (IReadOnlyList<string>)value!;
            texts.AddRange(list.Select(text => text.AsMemory()));
            definitions.AddRange(list.Count == 0 ? [1] : Enumerable.Repeat(2, list.Count));
            repetitions.AddRange(Enumerable.Range(0, Math.Max(1, list.Count)).Select(i => Math.Min(i, 1)));
        }

        return group.WriteAllPartsAsync<ReadOnlyMemory<char>>(item, texts.ToArray(), definitions.ToArray(), repetitions.ToArray(), default);
    }

    private static string Metadata(string? projJson, bool isWgs84, double[] box, bool hasMany)
    {
        var covering = new JsonObject(BoxFields.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonArray("bbox", name))));
        var column = new JsonObject
        {
            ["encoding"] = "WKB", ["geometry_types"] = hasMany ? new JsonArray("Polygon", "MultiPolygon") : new JsonArray("Polygon"),
            ["covering"] = new JsonObject { ["bbox"] = covering },
        };
        if (double.IsFinite(box[0]))
        {
            column["bbox"] = new JsonArray([.. box.Select(edge => JsonValue.Create(edge))]);
        }

        if (!isWgs84)
        {
            column["crs"] = projJson is null ? null : JsonNode.Parse(projJson);
        }

        var columns = new JsonObject { ["geometry"] = column };
        return new JsonObject { ["version"] = "1.1.0", ["primary_column"] = "geometry", ["columns"] = columns }.ToJsonString();
    }

    private static Type TypeOf(ColumnType type) => type switch
    {
        ColumnType.Real => typeof(double),
        ColumnType.Integer => typeof(long),
        ColumnType.Boolean => typeof(bool),
        _ => typeof(string),
    };
}
