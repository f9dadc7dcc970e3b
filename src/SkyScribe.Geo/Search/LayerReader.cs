using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using nietras.SeparatedValues;
using Parquet;
using Parquet.Serialization;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.IO;

namespace SkyScribe.Geo.Search;

/// <summary>Reads the captions of a layer in any format that is written here, also after a GIS program has edited it, and the JSON lines of
/// <c>caption</c>.</summary>
internal static class LayerReader
{
    private const int LongestValue = 64 << 20;   // bytes of a GeoPackage's text or polygon
    private const int ParquetSecondsOfAMegabyte = 2;
    private static readonly TimeSpan ParquetTime = TimeSpan.FromSeconds(30);

    /// <summary>The endings, for messages.</summary>
    public static IReadOnlyList<string> Endings { get; } = [.. LayerFile.Endings, ".jsonl", ".json", ".ndjson"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="GeoException">It is missing, damaged, or has no captions.</exception>
    public static LayerRead Read(string path)
    {
        try
        {
            var read = Open(path);
            return read with { Rows = Guarded(path, read.Rows) };
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            throw Damaged(path, problem);
        }
    }

    // Rows are read as they are needed, so what is wrong with them comes up late. The formats' own readers throw whatever comes to their mind.
    private static IEnumerable<LayerRow> Guarded(string path, IEnumerable<LayerRow> rows)
    {
        using var reading = rows.GetEnumerator();
        while (true)
        {
            try
            {
                if (!reading.MoveNext())
                {
                    yield break;
                }
            }
            catch (Exception problem) when (IsDamage(problem))
            {
                throw Damaged(path, problem);
            }

            yield return reading.Current;
        }
    }

    private static bool IsDamage(Exception problem) => problem is not (SkyScribeException or OperationCanceledException);

    private static GeoException Damaged(string path, Exception problem) => new(
        path, $"cannot be read as a layer ({problem.Message.ReplaceLineEndings(" ")}); expected one that raster wrote, or the JSON lines of caption: is it damaged?",
        problem);

    private static LayerRead Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new GeoException(path, "there is no such file; check the path");
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gpkg" => ReadGeoPackage(path),
            ".parquet" => ReadParquet(path, ParquetTime + TimeSpan.FromSeconds(ParquetSecondsOfAMegabyte * (new FileInfo(path).Length >> 20))),
            ".csv" => new LayerRead(CsvReference(path), ReadCsv(path)),
            ".geojson" => new LayerRead(Wgs84(path), JsonRows.Collection(path)),
            ".geojsonl" or ".geojsonseq" or ".jsonl" or ".json" or ".ndjson" => new LayerRead(Wgs84(path), JsonRows.Lines(path)),
            var other => throw new GeoException(path, $"found a name that ends with '{other}', expected one of {string.Join(", ", Endings)}"),
        };
    }

    private static LayerReference Wgs84(string path) => LayerReferences.Of(path, new CrsDescription { Epsg = 4326 });

    private static LayerRead ReadGeoPackage(string path)
    {
        using var connection = Connection(path);
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('tiles', 'gpkg_contents', 'gpkg_spatial_ref_sys')";
        if (command.ExecuteScalar() is not 3L)   // a view could compute without end
        {
            throw new GeoException(path, "has no layer 'tiles'; expected a GeoPackage that raster wrote");
        }

        command.CommandText =
            "SELECT s.organization, s.organization_coordsys_id, s.definition FROM gpkg_contents c JOIN gpkg_spatial_ref_sys s ON s.srs_id = c.srs_id WHERE c.table_name = 'tiles'";
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw new GeoException(path, "has no layer 'tiles'; expected a GeoPackage that raster wrote");
        }

        int? code = reader.GetString(0).Equals("EPSG", StringComparison.OrdinalIgnoreCase) ? reader.GetInt32(1) : null;
        string? wkt = reader.IsDBNull(2) || reader.GetString(2) == "undefined" ? null : reader.GetString(2);
        return new LayerRead(code is null && wkt is null ? LayerReference.Unknown
            : LayerReferences.Of(path, new CrsDescription { Epsg = code, Wkt = wkt }), Tiles(path));
    }

    private static IEnumerable<LayerRow> Tiles(string path)
    {
        using var connection = Connection(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM tiles ORDER BY fid";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i));
            byte[]? blob = values.Remove("geom", out object? geometry) ? geometry as byte[] : null;
            values.Remove("fid");
            yield return LayerRow.Of(values, blob is null ? [] : WellKnownBinary.ReadGeoPackage(path, blob));
        }
    }

    /// <summary>Reads GeoParquet, for as long as is allowed: Parquet.Net 6.1.0 reads some damaged files without end, in code that cannot be stopped.
    /// Its thread then goes on until the process ends.</summary>
    internal static LayerRead ReadParquet(string path, TimeSpan longest)
    {
        var reading = Task.Factory.StartNew(
            () => ReadParquet(path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WhenAny(reading, Task.Delay(longest)).GetAwaiter().GetResult() == reading ? reading.GetAwaiter().GetResult()
            : throw new GeoException(path, $"is not read after {longest.TotalSeconds:f0} s; expected a layer that raster wrote: is it damaged?");
    }

    private static LayerRead ReadParquet(string path)
    {
        using var stream = File.OpenRead(path);
        var result = ParquetSerializer.DeserializeUntypedAsync(stream).GetAwaiter().GetResult();
        var rows = result.Data.Select(row =>
        {
            var values = row.ToDictionary(pair => pair.Key, pair => Plain(pair.Value));
            byte[]? geometry = values.Remove("geometry", out object? value) ? value as byte[] : null;
            values.Remove("bbox");
            return LayerRow.Of(values, geometry is null ? [] : WellKnownBinary.Read(path, geometry));
        });
        LayerRow[] all = [.. rows];
        stream.Position = 0;
        return new LayerRead(ParquetReference(path, stream), all);
    }

    // Of the column's PROJJSON only EPSG's number is read; without any the format's default is WGS 84.
    private static LayerReference ParquetReference(string path, Stream stream)
    {
        var reader = ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult();
        try
        {
            if (!reader.CustomMetadata.TryGetValue("geo", out string? geo))
            {
                return LayerReference.Unknown;
            }

            using var json = JsonDocument.Parse(geo);
            if (!json.RootElement.GetProperty("columns").GetProperty("geometry").TryGetProperty("crs", out var crs))
            {
                return Wgs84(path);
            }

            return crs.ValueKind == JsonValueKind.Object && crs.TryGetProperty("id", out var id) && id.GetProperty("authority").GetString() == "EPSG"
                ? LayerReferences.Of(path, new CrsDescription { Epsg = id.GetProperty("code").GetInt32() })
                : LayerReference.Unknown;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GeoException(path, "geo", "metadata that cannot be read", "GeoParquet 1.1", problem);
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // Lists hold parts of texts.
    private static object? Plain(object? value) =>
        value is IEnumerable<ReadOnlyMemory<char>> texts ? texts.Select(text => text.ToString()).ToArray() : value;

    // As the first row says: a layer is in one system.
    private static LayerReference CsvReference(string path)
    {
        using var reader = Sep.New(',').Reader(options => options with { Unescape = true }).FromFile(path);
        foreach (var row in reader)
        {
            return reader.Header.ColNames.Contains("crs") && row["crs"].ToString() is var name
                && name.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                ? LayerReferences.Of(path, new CrsDescription { Epsg = code }) : LayerReference.Unknown;
        }

        return LayerReference.Unknown;
    }

    private static IEnumerable<LayerRow> ReadCsv(string path)
    {
        using var reader = Sep.New(',').Reader(options => options with { Unescape = true }).FromFile(path);
        if (!reader.Header.ColNames.Contains("caption"))
        {
            throw new GeoException(path, $"has the columns {string.Join(", ", reader.Header.ColNames.Take(8))}; expected one named 'caption'");
        }

        foreach (var row in reader)
        {
            var values = new Dictionary<string, object?>();
            foreach (string name in reader.Header.ColNames)
            {
                string text = row[name].ToString();
                bool isText = name is "wkt" or "crs" or "caption" or "attributes" or "raster" or "model";
                values[name] = text.Length == 0 ? null : isText ? text : Value(text);
            }

            string? polygon = values.Remove("wkt", out object? wkt) ? wkt as string : null;
            values.Remove("crs");
            yield return LayerRow.Of(values, polygon is null ? [] : WellKnownText.Read(polygon));
        }
    }

    private static object Value(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };

    private static SqliteConnection Connection(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        SQLitePCL.raw.sqlite3_limit(connection.Handle, SQLitePCL.raw.SQLITE_LIMIT_LENGTH, LongestValue);
        using var safety = connection.CreateCommand();
        safety.CommandText = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON";
        safety.ExecuteNonQuery();
        return connection;
    }
}
