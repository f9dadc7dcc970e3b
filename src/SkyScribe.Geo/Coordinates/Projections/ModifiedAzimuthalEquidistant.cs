using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>The modified azimuthal equidistant projection of Micronesia.</summary>
/// <remarks>EPSG method 9832. The inverse solves the forward formula.</remarks>
internal sealed class ModifiedAzimuthalEquidistant : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _x, _y, _normal, _sine, _cosine, _g;

    /// <summary>Takes the parameters.</summary>
    public ModifiedAzimuthalEquidistant(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitudeOfOrigin, falseEasting, falseNorthing);
        _normal = ellipsoid.PrimeVerticalRadius(latitudeOfOrigin);
        (_sine, _cosine) = Math.SinCos(latitudeOfOrigin);
        _g = ellipsoid.E * _sine / Math.Sqrt(1 - ellipsoid.E2);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(latitude);
        (double sineTurn, double cosineTurn) = Math.SinCos(Wrap(longitude - _longitude));
        double normal = _ellipsoid.PrimeVerticalRadius(latitude);
        double psi = Math.Atan(((1 - _ellipsoid.E2) * sine / cosine) + (_ellipsoid.E2 * _normal * _sine / (normal * cosine)));
        (double sinePsi, double cosinePsi) = Math.SinCos(psi);
        double azimuth = Math.Atan2(sineTurn, (_cosine * sinePsi / cosinePsi) - (_sine * cosineTurn));
        (double sineAzimuth, double cosineAzimuth) = Math.SinCos(azimuth);
        double h = _ellipsoid.E * _cosine * cosineAzimuth / Math.Sqrt(1 - _ellipsoid.E2), g = _g, h2 = h * h;
        double s = double.Abs(sineAzimuth) < 1e-6
            ? Math.Asin((_cosine * sinePsi) - (_sine * cosinePsi)) * Math.Sign(cosineAzimuth)
            : Math.Asin(sineTurn * cosinePsi / sineAzimuth);
        double s2 = s * s;
        double distance = _normal * s * (1 - (s2 * h2 * (1 - h2) / 6) + (s2 * s / 8 * g * h * (1 - (2 * h2)))
            + (s2 * s2 / 120 * ((h2 * (4 - (7 * h2))) - (3 * g * g * (1 - (7 * h2))))) - (s2 * s2 * s / 48 * g * h));
        return (_x + (distance * sineAzimuth), _y + (distance * cosineAzimuth));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = Math.Asin(_sine);
        (double longitude, latitude) = Solve(x, y, _longitude + ((x - _x) / (_normal * _cosine)), latitude + ((y - _y) / _normal));
        return (Wrap(longitude), latitude);
    }
}
