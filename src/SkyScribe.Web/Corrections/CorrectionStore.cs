using System.ComponentModel;
using Microsoft.Data.Sqlite;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Corrections;

/// <summary>What a person says of a tile instead of the model.</summary>
internal sealed record Correction
{
    public required string Layer { get; init; }

    [Description("the tile's number in its layer")]
    public required long Tile { get; init; }

    public required string Text { get; init; }

    [Description("who said so; empty where they did not tell")]
    public required string Who { get; init; }

    public required DateTimeOffset Time { get; init; }

    [Description("the model's own words")]
    public required string Said { get; init; }

    [Description("SHA-256 of that model's weights")]
    public required string Model { get; init; }
}

/// <summary>Corrections of captions. All are kept; a tile's last one counts, and an empty one takes the others back.</summary>
internal sealed class CorrectionStore(Database database)
{
    private const string Columns = "layer, tile, text, who, time, said, model";

    // The last of each tile, unless it is empty.
    private const string Last = "FROM corrections c WHERE number = (SELECT MAX(number) FROM corrections o WHERE o.layer = c.layer AND o.tile = c.tile) AND text <> ''";

    /// <summary>Adds one; once this returns it is not lost.</summary>
    public void Add(Correction correction) => database.Change(
        $"INSERT INTO corrections ({Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6)",
        correction.Layer, correction.Tile, correction.Text, correction.Who, correction.Time.ToUnixTimeMilliseconds(), correction.Said,
        correction.Model);

    /// <summary>The one that counts; null for none.</summary>
    public Correction? Find(string layer, long tile) =>
        database.Rows(Read, $"SELECT {Columns} {Last} AND layer = $0 AND tile = $1", layer, tile) is [var found] ? found : null;

    /// <summary>Those of a layer that count, by tile.</summary>
    public IReadOnlyDictionary<long, Correction> Of(string layer) =>
        database.Rows(Read, $"SELECT {Columns} {Last} AND layer = $0", layer).ToDictionary(correction => correction.Tile);

    /// <summary>Those that count, by layer and tile.</summary>
    public IReadOnlyList<Correction> List(string? layer, int most) => database.Rows(
        Read, $"SELECT {Columns} {Last} AND ($0 IS NULL OR layer = $0) ORDER BY layer, tile LIMIT $1", layer, most);

    private static Correction Read(SqliteDataReader row) => new()
    {
        Layer = row.GetString(0), Tile = row.GetInt64(1), Text = row.GetString(2), Who = row.GetString(3),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), Said = row.GetString(5), Model = row.GetString(6),
    };
}
