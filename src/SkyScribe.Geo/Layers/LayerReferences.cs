using SkyScribe.Geo.Coordinates;
using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Layers;

/// <summary>The coordinate reference system of a layer, from what its rasters say.</summary>
internal static class LayerReferences
{
    /// <summary>Finds it.</summary>
    /// <param name="rasters">their names</param>
    /// <param name="descriptions">what they say; null for nothing</param>
    /// <exception cref="GeoException">They are in different systems, or a definition is damaged.</exception>
    public static LayerReference Of(IReadOnlyList<string> rasters, IReadOnlyList<CrsDescription?> descriptions)
    {
        var first = Of(rasters[0], descriptions[0]);
        for (int i = 1; i < descriptions.Count; i++)
        {
            var other = Of(rasters[i], descriptions[i]);
            if (other.Name != first.Name || other.Wkt != first.Wkt)
            {
                throw new GeoException(
                    rasters[i],
                    $"is in another coordinate reference system ({other.Name}) than {rasters[0]} ({first.Name}); expected rasters of one system: name a folder in --out for a file each");
            }
        }

        return first;
    }

    /// <summary>Makes it of a description.</summary>
    /// <param name="raster">the raster, for messages</param>
    /// <param name="description">what it says; null for nothing</param>
    /// <exception cref="GeoException">The definition is damaged, contradicts itself, or is of another planet.</exception>
    public static LayerReference Of(string raster, CrsDescription? description)
    {
        if (description is null || CoordinateReference.Read(raster, description.GeoKeys, description.Wkt, description.Epsg) is not { } read)
        {
            return LayerReference.Unknown;
        }

        return new LayerReference
        {
            Name = read.Name, Epsg = read.EpsgCode, Wkt = read.Wkt, ProjJson = read.ProjJson, Refusal = read.Refusal,
            Accuracy = read.Transform?.AccuracyMetres, Method = read.Transform?.Method,
            ToWgs84 = read.Transform is { } transform ? (x, y) => Transformed(transform, x, y) : null, MetresPerUnit = read.System is { } system
            ? system.MetresPerUnit : null,
        };
    }

    private static (double Longitude, double Latitude) Transformed(IPlaceTransform transform, double x, double y)
    {
        transform.ToWgs84(new Span<double>(ref x), new Span<double>(ref y));
        return (x, y);
    }
}
