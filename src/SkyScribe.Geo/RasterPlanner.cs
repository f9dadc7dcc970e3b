using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;
using SkyScribe.IO;

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
    public static RasterPlan Plan(Raster raster, RasterOptions options, Rendering trained)
    {
        options.Validate();
        var rendering = options.Rendering ?? trained;
        int[] bands = [.. rendering.BandIndices.Count > 0 ? rendering.BandIndices : raster.Colors.Default];
        if (bands.FirstOrDefault(band => band >= raster.Bands, -1) is >= 0 and int missing)
        {
            throw new OptionException($"--bands: found {missing + 1}, but {raster.Name} has {raster.Bands} bands");
        }

        var grid = TileGrid.Of(raster.Width, raster.Height, options.Tile, options.Tile, options.Overlap);
        if (grid.Count > MostTiles)
        {
            throw new OptionException($"{raster.Name}: {raster.Width} x {raster.Height} pixels are {grid.Count} tiles; expected at most {MostTiles}: choose larger tiles, less overlap, or an area of it");
        }

        var notes = raster.Notes.ToList();
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

        if (raster.Width < options.Tile || raster.Height < options.Tile)
        {
            notes.Add($"it has {raster.Width} x {raster.Height} pixels, fewer than a tile of {options.Tile}: it is scaled to the model's input as 'caption' does");
        }

        return new RasterPlan
        {
            Raster = raster.Name, Fingerprint = FingerprintOf(raster), Grid = grid, Transform = raster.Transform ?? Affine.Pixels, IsInPixels = raster.Transform is null,
            Level = 0, Bands = bands, Values = ValueMap.Of(raster, bands, rendering.Stretch), NoData = options.NoData, Notes = notes,
        };
    }

    /// <summary>The state of all files of a raster.</summary>
    public static string FingerprintOf(Raster raster) => string.Join("; ", raster.Sources.Select(source => source.Fingerprint));
}
