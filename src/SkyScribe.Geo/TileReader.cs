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
    private readonly Preprocessing? _preprocessing;
    private readonly int[] _bands;
    private readonly RasterPixels _pixels;
    private readonly TileRenderer _renderer;
    private readonly double _scaleX, _scaleY;
    private RgbImage? _large;

    /// <param name="raster">the raster</param>
    /// <param name="plan">its plan</param>
    /// <param name="preprocessing">the model's: pictures then have its size already, so that few large ones are in memory at once; null leaves them
    /// as they are</param>
    public TileReader(Raster raster, RasterPlan plan, Preprocessing? preprocessing = null)
    {
        (_raster, _plan, _preprocessing, _bands) = (raster, plan, preprocessing, [.. plan.Bands]);
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
        return (new TileRead(tile, (double)valid / _pixels.Count, HasImage: valid > 0, null), valid > 0 ? Picture() : null);
    }

    // Resized as the model itself would: the same bytes. A picture that has the size already is handed out and cannot be used again.
    private RgbImage Picture()
    {
        var picture = _renderer.Render(_pixels, _large);
        if (_preprocessing is not { Size: var size } || (picture.Width == size && picture.Height == size))
        {
            _large = null;
            return picture;
        }

        _large = picture;
        return Resampler.Resize(picture, size, size, _preprocessing.Filter);
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
            left, top, Math.Clamp((int)Math.Round(window.Width * _scaleX), 1, width - left),
            Math.Clamp((int)Math.Round(window.Height * _scaleY), 1, height - top));
    }
}
