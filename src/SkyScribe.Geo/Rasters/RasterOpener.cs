namespace SkyScribe.Geo.Rasters;

/// <summary>Opens a raster by what its name says.</summary>
internal static class RasterOpener
{
    /// <summary>Opens it.</summary>
    /// <param name="name">a path</param>
    /// <exception cref="GeoException">It cannot be read, or is not supported.</exception>
    public static Raster Open(string name) => GeoTiff.Open(name);
}
