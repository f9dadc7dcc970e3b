using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Hotine oblique Mercator (rectified skew orthomorphic), with the false origin at the natural origin or at the projection's
/// centre.</summary>
/// <remarks>EPSG methods 9812 and 9815.</remarks>
internal sealed class HotineObliqueMercator : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude0, _a, _b, _h, _u0, _x, _y, _sineSkew, _cosineSkew, _sineGrid, _cosineGrid;

    /// <summary>Takes the parameters.</summary>
    /// <param name="azimuth">of the initial line at the centre</param>
    /// <param name="gridAngle">from the rectified to the skew grid</param>
    /// <param name="fromCentre">whether easting and northing are those of the projection's centre (variant B), not of the natural origin (variant
    /// A)</param>
    public HotineObliqueMercator(
        Ellipsoid ellipsoid, double latitude, double longitude, double azimuth, double gridAngle, double scale, double easting, double northing,
        bool fromCentre)
    {
        (_ellipsoid, _x, _y) = (ellipsoid, easting, northing);
        (double sine, double cosine) = Math.SinCos(latitude);
        double side = latitude < 0 ? -1 : 1, w = Math.Sqrt(1 - (ellipsoid.E2 * sine * sine));
        _b = Math.Sqrt(1 + (ellipsoid.E2 * cosine * cosine * cosine * cosine / (1 - ellipsoid.E2)));
        _a = ellipsoid.SemiMajorAxis * _b * scale * Math.Sqrt(1 - ellipsoid.E2) / (w * w);
        double d = _b * Math.Sqrt(1 - ellipsoid.E2) / (cosine * w), root = Math.Sqrt(Math.Max(0, (d * d) - 1));
        double f = d + (root * side), g = (f - (1 / f)) / 2, skew = Math.Asin(Math.Sin(azimuth) / Math.Max(1, d));
        _h = Math.Log(f) - (_b * ellipsoid.IsometricLatitude(latitude));   // H = F t^B, as a logarithm
        _longitude0 = longitude - (Math.Asin(Math.Clamp(g * Math.Tan(skew), -1, 1)) / _b);
        _u0 = fromCentre ? side * _a / _b * double.Abs(Math.Atan(root / Math.Cos(azimuth))) : 0;
        (_sineSkew, _cosineSkew) = Math.SinCos(skew);
        (_sineGrid, _cosineGrid) = Math.SinCos(gridAngle);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double q = _h + (_b * _ellipsoid.IsometricLatitude(latitude)), s = Math.Sinh(q), t = Math.Cosh(q);
        (double v, double cosine) = Math.SinCos(_b * Wrap(longitude - _longitude0));
        double across = -_a / _b * Math.Atanh(((s * _sineSkew) - (v * _cosineSkew)) / t);
        double along = (_a / _b * Math.Atan2((s * _cosineSkew) + (v * _sineSkew), cosine)) - _u0;
        return (_x + (across * _cosineGrid) + (along * _sineGrid), _y + (along * _cosineGrid) - (across * _sineGrid));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = x - _x, north = y - _y;
        double across = (east * _cosineGrid) - (north * _sineGrid), along = (north * _cosineGrid) + (east * _sineGrid) + _u0;
        double q = -_b * across / _a, s = Math.Sinh(q), t = Math.Cosh(q);
        (double v, double cosine) = Math.SinCos(_b * along / _a);
        double u = ((v * _cosineSkew) + (s * _sineSkew)) / t;
        double turn = Math.Atan2((s * _cosineSkew) - (v * _sineSkew), cosine);
        return (Wrap(_longitude0 - (turn / _b)), _ellipsoid.LatitudeFromIsometric((Math.Atanh(u) - _h) / _b));
    }
}
