using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Lambert conic conformal with one or two standard parallels, with the variants of Michigan and of grids whose X counts to the
/// west.</summary>
/// <remarks>EPSG methods 9801, 9802, 9826 and 1051. Belgium's method 9803 is left out: EPSG turns its plane by 29.2985 seconds, PROJ 9.1 does not,
/// and a raster does not say which is meant.</remarks>
internal sealed class LambertConicConformal : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _n, _scale, _x, _y, _sign;

    private LambertConicConformal(Ellipsoid ellipsoid, double longitude, double n, double scale, double x, double y, double sign) =>
        (_ellipsoid, _longitude, _n, _scale, _x, _y, _sign) = (ellipsoid, longitude, n, scale, x, y, sign);

    /// <summary>One standard parallel and a scale factor on it.</summary>
    /// <param name="westOrientated">whether X counts to the west</param>
    public static LambertConicConformal OneParallel(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double scale, double falseEasting, double falseNorthing,
        bool westOrientated = false)
    {
        double n = Math.Sin(latitudeOfOrigin), isometric = ellipsoid.IsometricLatitude(latitudeOfOrigin);
        double factor = ellipsoid.SemiMajorAxis * scale * ellipsoid.ParallelRadius(latitudeOfOrigin) / n * Math.Exp(n * isometric);
        return new(ellipsoid, longitudeOfOrigin, n, factor, falseEasting, falseNorthing + (factor * Math.Exp(-n * isometric)), westOrientated ? -1
            : 1);
    }

    /// <summary>Two standard parallels and a false origin.</summary>
    /// <param name="scale">the ellipsoid's scaling in Michigan, else 1</param>
    public static LambertConicConformal TwoParallels(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double parallel1, double parallel2, double easting, double northing,
        double scale = 1)
    {
        double m1 = ellipsoid.ParallelRadius(parallel1), psi1 = ellipsoid.IsometricLatitude(parallel1);
        double n = double.Abs(parallel1 - parallel2) < 1e-10
            ? Math.Sin(parallel1)
            : Math.Log(m1 / ellipsoid.ParallelRadius(parallel2)) / (ellipsoid.IsometricLatitude(parallel2) - psi1);
        double factor = ellipsoid.SemiMajorAxis * scale * m1 / n * Math.Exp(n * psi1);
        return new(ellipsoid, longitudeOfOrigin, n, factor, easting, northing
            + (factor * Math.Exp(-n * ellipsoid.IsometricLatitude(latitudeOfOrigin))), 1);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = _scale * Math.Exp(-_n * _ellipsoid.IsometricLatitude(latitude));
        (double sine, double cosine) = Math.SinCos(_n * Wrap(longitude - _longitude));
        return (_x + (_sign * radius * sine), _y - (radius * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = _sign * (x - _x), south = _y - y, radius = Math.CopySign(double.Hypot(east, south), _n);
        double angle = Math.Atan2(Math.CopySign(1, _n) * east, Math.CopySign(1, _n) * south);
        if (double.Abs(angle / _n) > Math.PI + 1e-9)
        {
            return (double.NaN, double.NaN);   // in the gap of the unrolled cone
        }

        double isometric = -Math.Log(radius / _scale) / _n;
        return (Wrap(_longitude + (angle / _n)), _ellipsoid.LatitudeFromIsometric(isometric));
    }
}
