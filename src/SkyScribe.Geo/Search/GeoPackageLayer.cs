using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SkyScribe.Geo.Layers;

namespace SkyScribe.Geo.Search;

/// <summary>Reads single features of a GeoPackage that <c>raster</c> wrote, and turns it into the other formats.</summary>
internal sealed class GeoPackageLayer : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<LayerTable, IReadOnlyList<LayerColumn>> _columns = [];

    private GeoPackageLayer(string path, SqliteConnection connection, LayerReference reference) =>
        (Path, _connection, Reference) = (path, connection, reference);

    public string Path { get; }

    /// <summary>The coordinates' system.</summary>
    public LayerReference Reference { get; }

    /// <summary>The tables that it has.</summary>
    public IReadOnlyCollection<LayerTable> Tables => _columns.Keys;

    /// <summary>Opens a file.</summary>
    /// <exception cref="GeoException">It is missing, or none that raster wrote.</exception>
    public static GeoPackageLayer Open(string path)
    {
        var reference = LayerReader.Read(path).Reference;
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        var layer = new GeoPackageLayer(path, connection, reference);
        foreach (var table in Enum.GetValues<LayerTable>())
        {
            var columns = layer.ColumnsOf(LayerSchema.NameOf(table));
            if (columns.Count > 0)
            {
                layer._columns[table] = columns;
            }
        }

        return layer;
    }

    /// <summary>The columns of a table, without its number and geometry.</summary>
    public IReadOnlyList<LayerColumn> this[LayerTable table] => _columns[table];

    /// <summary>Rows of a table.</summary>
    public long Count(LayerTable table)
    {
        using var command = Command($"SELECT COUNT(*) FROM {LayerSchema.NameOf(table)}");
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The numbers of all features, in their order.</summary>
    public IReadOnlyList<long> Ids(LayerTable table)
    {
        using var command = Command($"SELECT fid FROM {LayerSchema.NameOf(table)} ORDER BY fid");
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    /// <summary>Features in the order of their numbers.</summary>
    /// <param name="table">the table</param>
    /// <param name="first">the first number</param>
    /// <param name="count">most features</param>
    public IEnumerable<(long Id, LayerFeature Feature)> Read(LayerTable table, long first = 0, long count = long.MaxValue)
    {
        var columns = _columns[table];
        using var command = Command(
            $"SELECT fid, geom, {string.Join(", ", columns.Select(column => GeoPackageTables.Quoted(column.Name)))} FROM {LayerSchema.NameOf(table)} WHERE fid >= $first ORDER BY fid LIMIT $count");
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$count", count);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            object?[] values = new object?[columns.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reader.IsDBNull(i + 2) ? null : Value(reader, i + 2, columns[i].Type);
            }

            var polygons = reader.IsDBNull(1) ? [] : WellKnownBinary.ReadGeoPackage(Path, reader.GetFieldValue<byte[]>(1));
            yield return (reader.GetInt64(0), new LayerFeature(table, polygons.Count > 0 ? polygons[0] : [], values));
        }
    }

    /// <summary>One feature; null where there is none of that number.</summary>
    public LayerFeature? Find(LayerTable table, long id) =>
        Read(table, id, 1).Select(row => row.Id == id ? row.Feature : null).FirstOrDefault();

    /// <summary>The attributes with the tiles that have them, the most frequent first.</summary>
    public IReadOnlyList<(string Attribute, long Tiles)> Summary(int most)
    {
        using var command = Command("SELECT attribute, tiles FROM summary ORDER BY tiles DESC, attribute LIMIT $most");
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var rows = new List<(string, long)>();
        while (reader.Read())
        {
            rows.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return rows;
    }

    /// <summary>Writes it in another format.</summary>
    /// <param name="path">the file, by its ending</param>
    /// <exception cref="IO.OptionException">The format needs WGS 84 and there is no way to it.</exception>
    public void WriteAs(string path)
    {
        LayerFile.RequireKnown(path, Reference);
        LayerFile.Write(path, new LayerContent
        {
            Path = path, Schema = new LayerSchema(_columns), Reference = Reference,
            Description = Description(), Time = DateTime.UnixEpoch,
            Features = table => Read(table).Select(row => row.Feature), Summary = () => [],
        });
    }

    public void Dispose() => _connection.Dispose();

    private string Description()
    {
        using var command = Command("SELECT description FROM gpkg_contents WHERE table_name = 'tiles'");
        return command.ExecuteScalar() as string ?? "";
    }

    private List<LayerColumn> ColumnsOf(string table)
    {
        using var command = Command("SELECT name, type FROM pragma_table_info($table)");
        command.Parameters.AddWithValue("$table", table);
        using var reader = command.ExecuteReader();
        var columns = new List<LayerColumn>();
        while (reader.Read())
        {
            string name = reader.GetString(0);
            if (name is not ("fid" or "geom"))
            {
                columns.Add(new LayerColumn(name, TypeOf(name, reader.GetString(1))));
            }
        }

        return columns;
    }

    private static ColumnType TypeOf(string name, string type) => type.ToUpperInvariant() switch
    {
        "REAL" or "DOUBLE" => ColumnType.Real,
        "INTEGER" or "MEDIUMINT" => ColumnType.Integer,
        "BOOLEAN" => ColumnType.Boolean,
        _ => name == "attributes" ? ColumnType.List : ColumnType.Text,
    };

    private static object Value(SqliteDataReader reader, int column, ColumnType type) => type switch
    {
        ColumnType.Real => reader.GetDouble(column),
        ColumnType.Integer => reader.GetInt64(column),
        ColumnType.Boolean => reader.GetInt64(column) != 0,
        ColumnType.List => JsonSerializer.Deserialize(reader.GetString(column), LayerJson.Default.StringArray) ?? [],
        _ => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!,
    };

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
