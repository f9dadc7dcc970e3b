using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SkyScribe.IO;

namespace SkyScribe.Geo.Search;

/// <summary>A full-text index in memory over the distinct captions of a layer with their attributes (SQLite's FTS5; words by Porter's
/// stems).</summary>
/// <remarks>Captions repeat, so there are far fewer of them than tiles. The index is not kept: one within a GeoPackage would show as odd layers in
/// GIS programs and go stale there.</remarks>
internal sealed class CaptionIndex : IDisposable
{
    // Words that nearly every caption has, and a query may have.
    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
        { "a", "an", "the", "is", "are", "of", "on", "in", "at", "and", "or", "to", "with", "by", "near", "beside", "next", "some", "there", "this",
        "that", "it" };

    private readonly SqliteConnection _connection = new("Data Source=:memory:;Pooling=False");
    private readonly SqliteCommand _insert;
    private readonly Dictionary<(string Caption, string Attributes), long> _ids = [];

    public CaptionIndex()
    {
        _connection.Open();
        Run("CREATE VIRTUAL TABLE texts USING fts5(caption, attributes, tokenize = 'porter unicode61'); BEGIN");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO texts (rowid, caption, attributes) VALUES ($id, $caption, $attributes)";
        _insert.Parameters.AddWithValue("$id", 0L);
        _insert.Parameters.AddWithValue("$caption", "");
        _insert.Parameters.AddWithValue("$attributes", "");
    }

    /// <summary>Distinct texts.</summary>
    public int Count => _ids.Count;

    /// <summary>Adds a row's text.</summary>
    /// <returns>the text's number</returns>
    public long Add(LayerRow row)
    {
        var text = (row.Caption, string.Join(' ', row.Attributes));
        if (!_ids.TryGetValue(text, out long id))
        {
            _ids[text] = id = _ids.Count + 1;
            (_insert.Parameters[0].Value, _insert.Parameters[1].Value, _insert.Parameters[2].Value) = (id, text.Caption, text.Item2);
            _insert.ExecuteNonQuery();
        }

        return id;
    }

    /// <summary>Finds texts: first those with all words of the query, then those with some of them; within each by BM25, a word in the caption
    /// counting twice one in the attributes.</summary>
    /// <param name="query">words; fillers such as "a" and "beside" do not count</param>
    /// <returns>the texts' numbers with their rank, the best first</returns>
    /// <exception cref="OptionException">The query has no word that counts.</exception>
    public IReadOnlyDictionary<long, int> Find(string query)
    {
        string[] words = [.. Words(query)];
        if (words.Length == 0)
        {
            throw new OptionException(
                $"{SkyScribeException.Quote(query)}: found no word to look for, expected nouns or adjectives, as in 'tennis courts beside a road'");
        }

        Run("COMMIT; BEGIN");
        var ranks = new Dictionary<long, int>();
        foreach (string join in new[] { " AND ", " OR " })
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT rowid FROM texts WHERE texts MATCH $query ORDER BY bm25(texts, 2.0, 1.0), rowid";
            command.Parameters.AddWithValue("$query", string.Join(join, words.Select(word => $"\"{word}\"")));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                ranks.TryAdd(reader.GetInt64(0), ranks.Count);
            }
        }

        return ranks;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private static IEnumerable<string> Words(string query)
    {
        var word = new StringBuilder();
        foreach (char letter in query.ToLower(CultureInfo.InvariantCulture) + " ")
        {
            if (char.IsLetterOrDigit(letter))
            {
                word.Append(letter);
            }
            else if (word.Length > 0)
            {
                string found = word.ToString();
                word.Clear();
                if (!Fillers.Contains(found))
                {
                    yield return found;
                }
            }
        }
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
