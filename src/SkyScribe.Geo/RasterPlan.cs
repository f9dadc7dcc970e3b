using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;

namespace SkyScribe.Geo;

/// <summary>All that is decided of a raster before its first tile is read. With the raster and the model it determines every result, so parts of it
/// can be worked on anywhere.</summary>
public sealed record RasterPlan
{
    /// <summary>The raster, as the user named it.</summary>
    public required string Raster { get; init; }

    /// <summary>What layers call the raster: a server's path is of no use to those who get the layer.</summary>
    internal string Title { get => field ?? Raster; init; }

    /// <summary>Length and time of the last change of its files: a plan is good for this state only.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The tiles.</summary>
    public required TileGrid Grid { get; init; }

    /// <summary>From pixels to coordinates.</summary>
    public required Affine Transform { get; init; }

    /// <summary>Whether <see cref="Transform"/> is that of pixels, because the raster says nothing of its place.</summary>
    public required bool IsInPixels { get; init; }

    /// <summary>Metres on the ground of a pixel that the model sees, along a row in the middle of the raster; null where that is not known.</summary>
    public double? GroundResolution { get; init; }

    /// <summary>The overview that is read, 0 for the raster itself.</summary>
    public required int Level { get; init; }

    /// <summary>The bands that are shown, from 0: red, green, blue, or grey.</summary>
    public required IReadOnlyList<int> Bands { get; init; }

    /// <summary>A value that stands for "no data" beside the file's own; null for none.</summary>
    public double? NoData { get; init; }

    /// <summary>How samples become 8 bits; null shows them as they are.</summary>
    public ValueMap? Values { get; init; }

    /// <summary>What users should know of the raster, in whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Divides the rows of tiles into parts of about equal size.</summary>
    /// <param name="count">how many parts; there are fewer where there are fewer rows</param>
    public IReadOnlyList<RasterShard> Shards(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int shards = Math.Min(count, Grid.Rows);
        return [.. Enumerable.Range(0, shards).Select(i =>
        {
            int first = (int)((long)Grid.Rows * i / shards);
            return new RasterShard(first, (int)((long)Grid.Rows * (i + 1) / shards) - first);
        })];
    }
}

/// <summary>Whole rows of a raster's tiles: a part that depends on nothing but the plan, the raster and the model.</summary>
/// <param name="FirstRow">the first row of tiles</param>
/// <param name="Rows">how many rows</param>
public sealed record RasterShard(int FirstRow, int Rows);
