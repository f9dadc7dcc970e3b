namespace SkyScribe.Geo.Tiles;

/// <summary>How a raster is cut into tiles. All are whole: the last of a row or column is moved back to end where the raster ends, so it overlaps its
/// neighbour more.</summary>
/// <remarks>A tile owns the part of its window that is nearer to its middle than to its neighbours': the owned parts cover the raster once, whatever
/// the overlap.</remarks>
public sealed record TileGrid
{
    /// <summary>Columns of the raster, in pixels.</summary>
    public required int RasterWidth { get; init; }

    /// <summary>Rows of the raster, in pixels.</summary>
    public required int RasterHeight { get; init; }

    /// <summary>Columns of a tile, in pixels of the raster.</summary>
    public required int TileWidth { get; init; }

    /// <summary>Rows of a tile, in pixels of the raster.</summary>
    public required int TileHeight { get; init; }

    /// <summary>Pixels from a tile's left side to its right neighbour's.</summary>
    public required int StepX { get; init; }

    /// <summary>Pixels from a tile's upper side to its lower neighbour's.</summary>
    public required int StepY { get; init; }

    /// <summary>Tiles in a row.</summary>
    public int Columns => CountOf(RasterWidth, TileWidth, StepX);

    /// <summary>Rows of tiles.</summary>
    public int Rows => CountOf(RasterHeight, TileHeight, StepY);

    /// <summary>Tiles in all.</summary>
    public long Count => (long)Columns * Rows;

    /// <summary>Cuts a raster.</summary>
    /// <param name="rasterWidth">columns of the raster, in pixels</param>
    /// <param name="rasterHeight">rows of the raster, in pixels</param>
    /// <param name="tileWidth">columns of a tile; a raster with fewer is one tile wide</param>
    /// <param name="tileHeight">rows of a tile; a raster with fewer is one tile high</param>
    /// <param name="overlap">share of a tile that its neighbour covers too, 0 to 0.9</param>
    public static TileGrid Of(int rasterWidth, int rasterHeight, int tileWidth, int tileHeight, double overlap)
    {
        int width = Math.Clamp(tileWidth, 1, rasterWidth), height = Math.Clamp(tileHeight, 1, rasterHeight);
        return new TileGrid
        {
            RasterWidth = rasterWidth, RasterHeight = rasterHeight, TileWidth = width, TileHeight = height,
            StepX = Math.Max(1, (int)Math.Round(width * (1 - overlap))), StepY = Math.Max(1, (int)Math.Round(height * (1 - overlap))),
        };
    }

    /// <summary>A tile by its number, row by row from the upper left one.</summary>
    public Tile this[long index] => At((int)(index / Columns), (int)(index % Columns));

    /// <summary>A tile by its place among the tiles.</summary>
    public Tile At(int row, int column)
    {
        int left = StartOf(column, RasterWidth, TileWidth, StepX), top = StartOf(row, RasterHeight, TileHeight, StepY);
        int ownedLeft = BoundaryX(column), ownedTop = BoundaryY(row);
        return new Tile(
            ((long)row * Columns) + column, row, column, new Rasters.Window(left, top, TileWidth, TileHeight),
            new Rasters.Window(ownedLeft, ownedTop, BoundaryX(column + 1) - ownedLeft, BoundaryY(row + 1) - ownedTop));
    }

    /// <summary>The column, in pixels, where a tile's owned part begins; for the number of columns, where the last one's ends.</summary>
    public int BoundaryX(int column) => Boundary(column, Columns, RasterWidth, TileWidth, StepX);

    /// <summary>The row, in pixels, where a tile's owned part begins; for the number of rows, where the last one's ends.</summary>
    public int BoundaryY(int row) => Boundary(row, Rows, RasterHeight, TileHeight, StepY);

    private static int CountOf(int raster, int tile, int step) => raster <= tile ? 1 : (int)(((long)raster - tile + step - 1) / step) + 1;

    private static int StartOf(int index, int raster, int tile, int step) => (int)Math.Min((long)index * step, raster - tile);

    // Between two neighbours: the middle of what both cover.
    private static int Boundary(int index, int count, int raster, int tile, int step) => index == 0 ? 0 : index == count
        ? raster
        : (int)(((long)StartOf(index - 1, raster, tile, step) + tile + StartOf(index, raster, tile, step)) / 2);
}

/// <summary>One tile of a raster.</summary>
/// <param name="Index">its number, row by row</param>
/// <param name="Row">its row among the tiles</param>
/// <param name="Column">its column among the tiles</param>
/// <param name="Window">its pixels</param>
/// <param name="Owned">those of them that no other tile stands for</param>
public sealed record Tile(long Index, int Row, int Column, Rasters.Window Window, Rasters.Window Owned);
