using Microsoft.Data.Sqlite;
using SkyScribe.IO;

namespace SkyScribe.Web.Storage;

/// <summary>The database of jobs, uploads and corrections: SQLite, in one file of the data folder. What a call has returned from is on the
/// disk.</summary>
internal sealed class Database : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE jobs (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, client TEXT NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL, options TEXT NOT NULL,
          created INTEGER NOT NULL, started INTEGER, ended INTEGER, done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, error TEXT, layer TEXT);
        CREATE INDEX jobs_state ON jobs (state);
        CREATE TABLE uploads (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, client TEXT NOT NULL, size INTEGER NOT NULL, options TEXT NOT NULL, created INTEGER NOT NULL);
        CREATE TABLE corrections (number INTEGER PRIMARY KEY AUTOINCREMENT, layer TEXT NOT NULL, tile INTEGER NOT NULL, text TEXT NOT NULL, who TEXT NOT NULL, time INTEGER NOT NULL,
          said TEXT NOT NULL, model TEXT NOT NULL);
        CREATE INDEX corrections_place ON corrections (layer, tile, number);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <summary>Opens it, or makes it.</summary>
    /// <exception cref="SkyScribeException">The file is damaged, or of a later version.</exception>
    public Database(DataFolder folder)
    {
        string path = folder.Database;
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            long version = Single(_connection, "PRAGMA user_version", []) is long number ? number : 0;
            if (version > Version)
            {
                throw new SkyScribeException(
                    path, "user_version", version.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{Version}: it was written by a later SkyScribe");
            }

            if (version == 0)
            {
                Run($"BEGIN; {Schema} PRAGMA user_version = {Version}; COMMIT;");
            }
        }
        catch (SqliteException problem)
        {
            _connection.Dispose();
            throw new SkyScribeException(
                path, $"cannot be opened ({problem.Message}); restore it from a copy, or name another folder with --data", problem);
        }
    }

    /// <summary>Changes rows.</summary>
    /// <param name="sql">with parameters $0, $1, ...</param>
    /// <param name="values">their values</param>
    /// <returns>how many rows were changed</returns>
    public int Change(string sql, params ReadOnlySpan<object?> values)
    {
        lock (_lock)
        {
            using var command = Command(_connection, sql, values);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>Reads rows.</summary>
    public IReadOnlyList<T> Rows<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        lock (_lock)
        {
            using var command = Command(_connection, sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>Reads one value; null where there is no row.</summary>
    public object? Single(string sql, params ReadOnlySpan<object?> values)
    {
        lock (_lock)
        {
            return Single(_connection, sql, values);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static object? Single(SqliteConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
        }

        return command;
    }

    private void Run(string sql)
    {
        using var command = Command(_connection, sql, []);
        command.ExecuteNonQuery();
    }
}
