using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Packages;

namespace SkyScribe.Geo;

/// <summary>Decides bands, values, overview and tiles of a raster.</summary>
internal static class RasterPlanner
{
    private const long MostTiles = 1L << 32;

    /// <summary>Makes the plan.</summary>
    /// <exception cref="OptionException">An option is out of range, or names bands that the raster does not have.</exception>
    /// <param name="raster">the raster</param>
    /// <param name="options">tiles, bands, values</param>
    /// <param name="trained">how the model's own pictures were shown</param>
    /// <param name="known">the ground resolutions that the model is good at; null where that is not known</param>
    public static RasterPlan Plan(Raster raster, RasterOptions options, Rendering trained, ResolutionRange? known)
    {
        options.Validate();
        var rendering = options.Rendering ?? trained;
        int[] bands = [.. rendering.BandIndices.Count > 0 ? rendering.BandIndices : raster.Colors.Default];
        if (bands.FirstOrDefault(band => band >= raster.Bands, -1) is >= 0 and int missing)
        {
            throw new OptionException($"--bands: found {missing + 1}, but {raster.Name} has {raster.Bands} bands");
        }

        var size = TileSize.Of(raster, options, known);
        var (width, height) = (size.Width, size.Height);
        var grid = TileGrid.Of(raster.Width, raster.Height, width, height, options.Overlap);
        if (grid.Count > MostTiles)
        {
            throw new OptionException(
                $"{raster.Name}: {raster.Width} x {raster.Height} pixels are {grid.Count} tiles; expected at most {MostTiles}: choose larger tiles, less overlap, or an area of it");
        }

        List<string> notes = [.. raster.Notes, .. size.Notes];
        if (raster.Transform is null)
        {
            notes.Add("it says nothing of its place: coordinates are its pixels, column and minus row");
        }
        else if (raster.Crs is null)
        {
            notes.Add("it names no coordinate reference system: its coordinates are kept as they are");
        }

        if (options.NoData is null && Collar.Find(raster) is { } collar)
        {
            notes.Add(collar);
        }

        if (raster.Width < width || raster.Height < height)
        {
            notes.Add(
                $"it has {raster.Width} x {raster.Height} pixels, fewer than a tile of {width} x {height}: it is scaled to the model's input as 'caption' does");
        }

        return new RasterPlan
        {
            Raster = raster.Name, Fingerprint = raster.Fingerprint, Grid = grid, Transform = raster.Transform
            ?? Affine.Pixels, IsInPixels = raster.Transform is null,
            Level = LevelFor(raster, grid, options.Tile), Bands = bands, Values = ValueMap.Of(raster, bands, rendering.Stretch),
            NoData = options.NoData, Notes = notes, GroundResolution = size.GroundResolution * grid.TileWidth / width,
        };
    }

    // The smallest overview whose tiles still have as many pixels as the model is to see.
    private static int LevelFor(Raster raster, TileGrid grid, int tile) => Enumerable.Range(0, raster.Levels.Count).Last(level =>
        level == 0 || ((double)grid.TileWidth * raster.Levels[level].Width / raster.Width >= tile && (double)grid.TileHeight
        * raster.Levels[level].Height / raster.Height >= tile));
}
