using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>American polyconic.</summary>
/// <remarks>EPSG method 9818. The inverse solves the forward formula.</remarks>
internal sealed class AmericanPolyconic : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public AmericanPolyconic(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _meridian, _longitude, _x) = (ellipsoid, new MeridianSeries(ellipsoid), longitudeOfOrigin, falseEasting);
        _y = falseNorthing - _meridian.Distance(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(latitude);
        double turn = Wrap(longitude - _longitude), normal = _ellipsoid.PrimeVerticalRadius(latitude), angle = turn
            * sine, half = Math.Sin(angle / 2);

        // sin(angle) / tan(latitude) without a division by zero at the equator.
        double east = normal * cosine * turn * (angle == 0 ? 1 : Math.Sin(angle) / angle);
        double north = normal * cosine * turn * (angle == 0 ? 0 : 2 * half * half / angle);
        return (_x + east, _y + _meridian.Distance(latitude) + north);
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = Math.Clamp(_meridian.Latitude(y - _y), -1.4, 1.4);
        double turn = Math.Clamp((x - _x) / (_ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude)), -2, 2);
        (double longitude, latitude) = Solve(x, y, _longitude + turn, latitude);
        return (Wrap(longitude), latitude);
    }
}
