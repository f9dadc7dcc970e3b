using System.Globalization;

using Microsoft.Data.Sqlite;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>EPSG's records in an installed PROJ's database.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens it for reading.</summary>
    public Database(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        _connection.Open();
    }

    /// <summary>The rows of a query; missing values are empty, numbers are written so that they read back exactly.</summary>
    public List<string[]> Rows(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string[]> rows = [];
        while (reader.Read())
        {
            string[] row = new string[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? "" : reader.GetValue(i) is double number ? Number(number)
                    : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The areas of use of a kind of records, as boxes around all of their extents.</summary>
    public Dictionary<string, GeographicArea> Areas(string table)
    {
        Dictionary<string, GeographicArea> areas = [];
        foreach (string[] row in Rows($"""
            select u.object_code, e.west_lon, e.south_lat, e.east_lon, e.north_lat from usage u join extent e on e.auth_name = u.extent_auth_name and e.code = u.extent_code
            where u.object_table_name = '{table}' and u.object_auth_name = 'EPSG' and e.west_lon is not null order by 1, (e.north_lat - e.south_lat) desc
            """))
        {
            areas.TryAdd(row[0], new GeographicArea(Parse(row[1]), Parse(row[2]), Parse(row[3]), Parse(row[4])));
        }

        return areas;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>A number that reads back exactly.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number of the table.</summary>
    public static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
