using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Albers equal area conic.</summary>
/// <remarks>EPSG method 9822.</remarks>
internal sealed class AlbersEqualArea : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _n, _c, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public AlbersEqualArea(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double parallel1, double parallel2, double easting,
        double northing)
    {
        double m1 = ellipsoid.ParallelRadius(parallel1), m2 = ellipsoid.ParallelRadius(parallel2), q1 = ellipsoid.AuthalicQ(parallel1);
        (_ellipsoid, _longitude, _x) = (ellipsoid, longitudeOfOrigin, easting);
        _n = double.Abs(parallel1 - parallel2) < 1e-10 ? Math.Sin(parallel1) : ((m1 * m1) - (m2 * m2)) / (ellipsoid.AuthalicQ(parallel2) - q1);
        _c = (m1 * m1) + (_n * q1);
        _y = northing + Radius(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = Radius(latitude);
        (double sine, double cosine) = Math.SinCos(_n * Wrap(longitude - _longitude));
        return (_x + (radius * sine), _y - (radius * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double side = Math.CopySign(1, _n), east = x - _x, south = _y - y, scaled = double.Hypot(east, south) * _n / _ellipsoid.SemiMajorAxis;
        double turn = Math.Atan2(side * east, side * south) / _n;
        return double.Abs(turn) > Math.PI + 1e-9
            ? (double.NaN, double.NaN)   // in the gap of the unrolled cone
            : (Wrap(_longitude + turn), _ellipsoid.LatitudeFromAuthalicQ((_c - (scaled * scaled)) / _n));
    }

    private double Radius(double latitude) => _ellipsoid.SemiMajorAxis * Math.Sqrt(Math.Max(0, _c - (_n * _ellipsoid.AuthalicQ(latitude)))) / _n;
}
