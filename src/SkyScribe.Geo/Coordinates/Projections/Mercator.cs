using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Mercator on the ellipsoid or a sphere, and the web maps' pseudo-Mercator, which puts the ellipsoid's latitudes on a sphere.</summary>
/// <remarks>EPSG methods 9804, 9805, 1044, 1026, 9841 and 1024.</remarks>
internal sealed class Mercator : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _scale, _x, _y;

    private Mercator(Ellipsoid ellipsoid, double longitude, double scale, double x, double y) =>
        (_ellipsoid, _longitude, _scale, _x, _y) = (ellipsoid, longitude, scale, x, y);

    /// <summary>With a scale factor at the equator.</summary>
    public static Mercator VariantA(Ellipsoid ellipsoid, double centralMeridian, double scale, double falseEasting, double falseNorthing) =>
        new(ellipsoid, centralMeridian, ellipsoid.SemiMajorAxis * scale, falseEasting, falseNorthing);

    /// <summary>With a standard parallel.</summary>
    /// <param name="latitudeOfOrigin">where the northing is <paramref name="northing"/>: the equator in variant B, another parallel in variant
    /// C</param>
    public static Mercator VariantB(
        Ellipsoid ellipsoid, double parallel, double centralMeridian, double easting, double northing, double latitudeOfOrigin = 0)
    {
        double scale = ellipsoid.SemiMajorAxis * ellipsoid.ParallelRadius(parallel);
        return new(ellipsoid, centralMeridian, scale, easting, northing - (scale * ellipsoid.IsometricLatitude(latitudeOfOrigin)));
    }

    /// <inheritdoc/>
    public override double Period => 2 * Math.PI * _scale;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) =>
        (_x + (_scale * Wrap(longitude - _longitude)), _y + (_scale * _ellipsoid.IsometricLatitude(latitude)));

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double angle = (x - _x) / _scale;
        return double.Abs(angle) > 2 * Math.PI ? (double.NaN, double.NaN)
            : (Wrap(_longitude + angle), _ellipsoid.LatitudeFromIsometric((y - _y) / _scale));
    }
}
