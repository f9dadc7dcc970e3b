using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>The plane grids of Colombian towns, which lie at the town's height.</summary>
/// <remarks>EPSG method 1052. The inverse solves the forward formula.</remarks>
internal sealed class ColombiaUrban : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _latitude, _longitude, _x, _y, _height, _widen, _bend, _meridian;

    /// <summary>Takes the parameters.</summary>
    /// <param name="height">of the projection's plane above the ellipsoid, in metres</param>
    public ColombiaUrban(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double height, double falseEasting,
        double falseNorthing)
    {
        (_ellipsoid, _latitude, _longitude, _height, _x, _y) = (ellipsoid, latitudeOfOrigin, longitudeOfOrigin, height, falseEasting, falseNorthing);
        double normal = ellipsoid.PrimeVerticalRadius(latitudeOfOrigin);
        _meridian = ellipsoid.MeridianRadius(latitudeOfOrigin);
        _widen = 1 + (height / normal);
        _bend = Math.Tan(latitudeOfOrigin) / (2 * _meridian * normal);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double east = _ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude) * Wrap(longitude - _longitude);
        double raise = 1 + (_height / _ellipsoid.MeridianRadius((latitude + _latitude) / 2));
        return (_x + (_widen * east), _y + (raise * _meridian * (latitude - _latitude + (_bend * east * east))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = _latitude + ((y - _y) / _meridian);
        (double longitude, latitude) =
            Solve(x, y, _longitude + ((x - _x) / (_ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude))), latitude);
        return (Wrap(longitude), latitude);
    }
}
