using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates;

/// <summary>Moves longitude and latitude from a datum to WGS 84 and back through geocentric coordinates, at height 0.</summary>
/// <remarks>EPSG methods 9602 (geographic to geocentric, with Bowring's inverse) and 9606 (position vector). Radians from Greenwich.</remarks>
internal sealed class HelmertShift
{
    /// <summary>The ellipsoid of WGS 84.</summary>
    public static Ellipsoid Wgs84 { get; } = new("WGS 84", 6378137, 298.257223563, 7030);

    private readonly Ellipsoid _ellipsoid;
    private readonly HelmertParameters _parameters;
    private readonly bool _identity;

    /// <summary>Takes the datum's ellipsoid and its parameters.</summary>
    public HelmertShift(Ellipsoid ellipsoid, DatumShift shift)
    {
        (_ellipsoid, _parameters) = (ellipsoid, shift.Parameters);
        _identity = shift.Origin is ShiftOrigin.Unknown or ShiftOrigin.SameWithinAccuracy && shift.Parameters.IsZero;
    }

    /// <summary>From the datum to WGS 84.</summary>
    public (double Longitude, double Latitude) ToWgs84(double longitude, double latitude)
    {
        if (_identity)
        {
            return (longitude, latitude);
        }

        (double x, double y, double z) = ToGeocentric(_ellipsoid, longitude, latitude);
        double scale = 1 + (_parameters.Scale * 1e-6), second = Unit.ArcSecond.Factor;
        double rx = _parameters.Rx * second, ry = _parameters.Ry * second, rz = _parameters.Rz * second;
        return ToGeographic(
            Wgs84,
            _parameters.Dx + (scale * (x - (rz * y) + (ry * z))),
            _parameters.Dy + (scale * ((rz * x) + y - (rx * z))),
            _parameters.Dz + (scale * (-(ry * x) + (rx * y) + z)));
    }

    /// <summary>From WGS 84 to the datum: the place that <see cref="ToWgs84"/> brings to the argument.</summary>
    public (double Longitude, double Latitude) FromWgs84(double longitude, double latitude)
    {
        double l = longitude, p = latitude;
        for (int step = 0; !_identity && step < 5; step++)   // each step divides the error by some ten thousand
        {
            (double there, double height) = ToWgs84(l, p);
            (l, p) = (l + Math.IEEERemainder(longitude - there, 2 * Math.PI), p + latitude - height);
        }

        return (Math.IEEERemainder(l, 2 * Math.PI), p);
    }

    private static (double X, double Y, double Z) ToGeocentric(Ellipsoid ellipsoid, double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(latitude);
        (double sineL, double cosineL) = Math.SinCos(longitude);
        double normal = ellipsoid.SemiMajorAxis / Math.Sqrt(1 - (ellipsoid.E2 * sine * sine));
        return (normal * cosine * cosineL, normal * cosine * sineL, normal * (1 - ellipsoid.E2) * sine);
    }

    private static (double Longitude, double Latitude) ToGeographic(Ellipsoid ellipsoid, double x, double y, double z)
    {
        double a = ellipsoid.SemiMajorAxis, b = a * (1 - ellipsoid.Flattening), p = double.Hypot(x, y);
        (double sine, double cosine) = Math.SinCos(Math.Atan2(z * a, p * b));
        double secondE2 = ellipsoid.E2 / (1 - ellipsoid.E2);
        return (Math.Atan2(y, x), Math.Atan2(z + (secondE2 * b * sine * sine * sine), p - (ellipsoid.E2 * a * cosine * cosine * cosine)));
    }
}
