using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>The azimuthal equidistant approximation of Guam's 1963 grid.</summary>
/// <remarks>EPSG method 9831. The inverse solves the forward formula.</remarks>
internal sealed class GuamProjection : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public GuamProjection(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _meridian, _longitude, _x) = (ellipsoid, new MeridianSeries(ellipsoid), longitudeOfOrigin, falseEasting);
        _y = falseNorthing - _meridian.Distance(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double normal = _ellipsoid.PrimeVerticalRadius(latitude), east = normal * Wrap(longitude - _longitude) * Math.Cos(latitude);
        return (_x + east, _y + _meridian.Distance(latitude) + (east * east * Math.Tan(latitude) / (2 * normal)));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = _meridian.Latitude(y - _y);
        (double longitude, latitude) =
            Solve(x, y, _longitude + ((x - _x) / (_ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude))), latitude);
        return (Wrap(longitude), latitude);
    }
}
