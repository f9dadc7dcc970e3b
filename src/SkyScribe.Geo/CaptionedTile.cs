using SkyScribe.Geo.Tiles;

namespace SkyScribe.Geo;

/// <summary>What became of one tile of a raster.</summary>
/// <param name="Tile">the tile</param>
/// <param name="ValidShare">share of its pixels that have data, 0 to 1</param>
/// <param name="Caption">what the model says of it; null where it has no data or could not be read</param>
/// <param name="Problem">why it could not be read; null where it could</param>
public sealed record CaptionedTile(Tile Tile, double ValidShare, Caption? Caption, string? Problem)
{
    /// <summary>What it looks like to the model: the mean of each of the encoder's channels, as a vector of length 1; empty unless
    /// <see cref="RasterOptions.Features"/> asks for it.</summary>
    public ReadOnlyMemory<float> Features { get; init; }

    /// <summary>Whether all of its pixels are nodata.</summary>
    public bool IsEmpty => Caption is null && Problem is null;
}
