using SkyScribe.Geo.Bytes;

namespace SkyScribe.Geo.Rasters;

/// <summary>Opens a raster by what its name says.</summary>
internal static class RasterOpener
{
    /// <summary>Opens it.</summary>
    /// <param name="name">an address, the path of a GeoTIFF or a VRT, or those of several files of one band each, with commas between them</param>
    /// <exception cref="GeoException">It cannot be read, or is not supported.</exception>
    public static Raster Open(string name)
    {
        if (name.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return GeoTiff.Open(HttpFile.Open(name), localPath: null);
        }

        if (name.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            return GeoTiff.Open(S3File.Open(name), localPath: null);
        }

        if (name.Contains("://", StringComparison.Ordinal))
        {
            throw new GeoException(name, "is an address of a kind that is not read; expected a file, or one that begins with https:// or s3://");
        }

        if (name.Contains(',', StringComparison.Ordinal) && !File.Exists(name))
        {
            return BandStack.Open(name, name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return Path.GetExtension(name).Equals(".vrt", StringComparison.OrdinalIgnoreCase) ? Vrt.OpenFile(name) : GeoTiff.Open(name);
    }
}
