using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;

namespace SkyScribe.Geo;

/// <summary>What was read of a tile.</summary>
/// <param name="Tile">the tile</param>
/// <param name="ValidShare">share of its pixels that have data</param>
/// <param name="HasImage">whether there is something to caption</param>
/// <param name="Problem">why it cannot be read; null where it can</param>
internal sealed record TileRead(Tile Tile, double ValidShare, bool HasImage, string? Problem);

/// <summary>Reads tiles of one raster as pictures; used by one thread at a time.</summary>
internal sealed class TileReader
{
    private readonly Raster _raster;
    private readonly RasterPlan _plan;
    private readonly int[] _bands;
    private readonly RasterPixels _pixels;
    private readonly TileRenderer _renderer;
    private readonly double _scaleX, _scaleY;

    public TileReader(Raster raster, RasterPlan plan)
    {
        (_raster, _plan, _bands) = (raster, plan, [.. plan.Bands]);
        _pixels = raster.NewPixels(_bands.Length);
        _renderer = new TileRenderer(raster.Colors, plan.Values);
        var (width, height) = raster.Levels[plan.Level];
        (_scaleX, _scaleY) = ((double)width / raster.Width, (double)height / raster.Height);
    }

    /// <summary>Reads one tile.</summary>
    /// <returns>the picture is null where the tile has no data or cannot be read</returns>
    public (TileRead Tile, RgbImage? Image) Read(Tile tile)
    {
        try
        {
            _pixels.Begin(OnLevel(tile.Window));
            _raster.Read(_plan.Level, _bands, _pixels);
            NoData.Mark(_pixels, _plan.NoData);
        }
        catch (BlockException problem)
        {
            return (new TileRead(tile, 0, HasImage: false, problem.Message), null);
        }

        int valid = _pixels.CountValid();
        return (new TileRead(tile, (double)valid / _pixels.Count, HasImage: valid > 0, null), valid > 0 ? _renderer.Render(_pixels) : null);
    }

    private Window OnLevel(Window window)
    {
        if (_plan.Level == 0)
        {
            return window;
        }

        var (width, height) = _raster.Levels[_plan.Level];
        int left = Math.Min((int)Math.Round(window.Left * _scaleX), width - 1), top = Math.Min((int)Math.Round(window.Top * _scaleY), height - 1);
        return new Window(
            left, top, Math.Clamp((int)Math.Round(window.Width * _scaleX), 1, width - left), Math.Clamp((int)Math.Round(window.Height * _scaleY), 1, height - top));
    }
}
