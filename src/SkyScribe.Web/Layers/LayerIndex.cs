using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Search;
using SkyScribe.Geo.Tiles;

namespace SkyScribe.Web.Layers;

/// <summary>One tile of a layer, as it is kept in memory.</summary>
/// <param name="Id">its number in the layer</param>
/// <param name="Row">its row among the raster's tiles</param>
/// <param name="Column">its column among the raster's tiles</param>
/// <param name="Text">its caption and attributes, among the distinct ones</param>
/// <param name="Confidence">0 to 1; NaN where it is not known</param>
/// <param name="OutOfDomain">1 where the picture is unlike the training's, 0 where not, 2 where that is not known</param>
internal readonly record struct TileEntry(long Id, int Row, int Column, int Text, float Confidence, byte OutOfDomain);

/// <summary>Which tiles are asked for.</summary>
internal sealed record TileFilter
{
    /// <summary>Left, top, right, bottom in pixels of the raster; null for all.</summary>
    public double[]? Box { get; init; }

    public double MinConfidence { get; init; }

    /// <summary>An attribute that they must have; null for any.</summary>
    public string? Attribute { get; init; }

    /// <summary>Words of which they must have some; null for any.</summary>
    public string? Query { get; init; }
}

/// <summary>A layer's tiles in memory, some 40 bytes each: captions repeat and are kept once.</summary>
internal sealed class LayerIndex
{
    private readonly TileEntry[] _tiles;
    private readonly List<LayerRow> _texts;

    private LayerIndex(TileGrid grid, TileEntry[] tiles, List<LayerRow> texts) => (Grid, _tiles, _texts) = (grid, tiles, texts);

    public TileGrid Grid { get; }

    /// <summary>Reads a layer.</summary>
    public static LayerIndex Read(string path, TileGrid grid)
    {
        using var layer = GeoPackageLayer.Open(path);
        var columns = layer[LayerTable.Tiles].Select((column, i) => (column.Name, i)).ToDictionary(column => column.Name, column => column.i);
        var tiles = new List<TileEntry>();
        var texts = new List<LayerRow>();
        var known = new Dictionary<(string, string), int>();
        foreach (var (id, feature) in layer.Read(LayerTable.Tiles))
        {
            string caption = feature.Values[columns["caption"]] as string ?? "";
            var attributes = feature.Values[columns["attributes"]] as string[] ?? [];
            var key = (caption, string.Join('\n', attributes));
            if (!known.TryGetValue(key, out int text))
            {
                known[key] = text = texts.Count;
                texts.Add(new LayerRow(caption, attributes, [], new Dictionary<string, object?>()));
            }

            tiles.Add(new TileEntry(
                id, (int)(long)feature.Values[columns["tile_row"]]!, (int)(long)feature.Values[columns["tile_column"]]!, text,
                feature.Values[columns["confidence"]] is double confidence ? (float)confidence : float.NaN,
                feature.Values[columns["out_of_domain"]] is bool isOut ? (byte)(isOut ? 1 : 0) : (byte)2));
        }

        return new LayerIndex(grid, [.. tiles], texts);
    }

    /// <summary>A tile's caption and attributes.</summary>
    public LayerRow TextOf(TileEntry tile) => _texts[tile.Text];

    /// <summary>A tile by its number; null where there is none.</summary>
    public TileEntry? Find(long id)
    {
        int place = Array.BinarySearch(_tiles, new TileEntry(id, 0, 0, 0, 0, 0), Comparer<TileEntry>.Create((a, b) => a.Id.CompareTo(b.Id)));
        return place >= 0 ? _tiles[place] : null;
    }

    /// <summary>The tiles that pass a filter: with words the best first, else in the layer's order.</summary>
    public IReadOnlyList<TileEntry> Select(TileFilter filter)
    {
        var ranks = filter.Query is { } query ? Ranks(query) : null;
        bool[]? hasAttribute = filter.Attribute is { } attribute ? [.. _texts.Select(text => text.Attributes.Contains(attribute))] : null;
        var found = _tiles.Where(tile => (ranks is null || ranks.ContainsKey(tile.Text)) && (hasAttribute?[tile.Text] ?? true)
            && !(tile.Confidence < filter.MinConfidence) && (filter.Box is not { } box || Touches(tile, box)));
        return ranks is null ? [.. found]
            : [.. found.OrderBy(tile => ranks[tile.Text]).ThenByDescending(tile => float.IsNaN(tile.Confidence) ? 0 : tile.Confidence)
            .ThenBy(tile => tile.Id)];
    }

    private Dictionary<int, int> Ranks(string query)
    {
        using var index = new CaptionIndex();
        long[] numbers = [.. _texts.Select(index.Add)];   // the index may know two of ours as one
        var found = index.Find(query);
        return Enumerable.Range(0, numbers.Length).Where(text => found.ContainsKey(numbers[text]))
            .ToDictionary(text => text, text => found[numbers[text]]);
    }

    private bool Touches(TileEntry tile, double[] box)
    {
        var owned = Grid.At(tile.Row, tile.Column).Owned;
        return owned.Right > box[0] && owned.Bottom > box[1] && owned.Left < box[2] && owned.Top < box[3];
    }
}
