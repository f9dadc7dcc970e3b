using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Stereographic around a pole.</summary>
/// <remarks>EPSG methods 9810, 9829 and 9830.</remarks>
internal sealed class PolarStereographic : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _scale, _x, _y, _side;

    private PolarStereographic(Ellipsoid ellipsoid, double longitude, double scale, double x, double y, double side) =>
        (_ellipsoid, _longitude, _scale, _x, _y, _side) = (ellipsoid, longitude, scale, x, y, side);

    /// <summary>With a scale factor at the pole (-90 or 90 degrees).</summary>
    public static PolarStereographic VariantA(
        Ellipsoid ellipsoid, double pole, double longitude, double scale, double falseEasting, double falseNorthing) =>
        new(ellipsoid, longitude, 2 * ellipsoid.SemiMajorAxis * scale / Squeeze(ellipsoid), falseEasting, falseNorthing, Math.Sign(pole));

    /// <summary>With a standard parallel; the false origin is the pole.</summary>
    public static PolarStereographic VariantB(Ellipsoid ellipsoid, double parallel, double longitude, double falseEasting, double falseNorthing)
    {
        double side = Math.Sign(parallel);
        return double.Abs(parallel) > (Math.PI / 2) - 1e-10
            ? VariantA(ellipsoid, parallel, longitude, 1, falseEasting, falseNorthing)
            : new(ellipsoid, longitude, ScaleOf(ellipsoid, parallel), falseEasting, falseNorthing, side);
    }

    /// <summary>With a standard parallel on which the false origin lies.</summary>
    public static PolarStereographic VariantC(Ellipsoid ellipsoid, double parallel, double longitude, double easting, double northing)
    {
        double radius = ellipsoid.SemiMajorAxis * ellipsoid.ParallelRadius(parallel), side = Math.Sign(parallel);
        return new(ellipsoid, longitude, ScaleOf(ellipsoid, parallel), easting, northing + (side * radius), side);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = _scale * Math.Exp(-_ellipsoid.IsometricLatitude(_side * latitude));
        (double sine, double cosine) = Math.SinCos(longitude - _longitude);
        return (_x + (radius * sine), _y - (_side * radius * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = x - _x, toEquator = _side * (_y - y), radius = double.Hypot(east, toEquator);
        return (Wrap(_longitude + Math.Atan2(east, toEquator)), _side * _ellipsoid.LatitudeFromIsometric(-Math.Log(radius / _scale)));
    }

    private static double ScaleOf(Ellipsoid ellipsoid, double parallel) =>
        ellipsoid.SemiMajorAxis * ellipsoid.ParallelRadius(parallel) * Math.Exp(ellipsoid.IsometricLatitude(double.Abs(parallel)));

    private static double Squeeze(Ellipsoid ellipsoid)
    {
        double e = ellipsoid.E;
        return Math.Sqrt(Math.Pow(1 + e, 1 + e) * Math.Pow(1 - e, 1 - e));
    }
}
