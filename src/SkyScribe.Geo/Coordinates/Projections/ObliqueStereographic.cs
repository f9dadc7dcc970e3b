using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Stereographic around any place, by way of a conformal sphere.</summary>
/// <remarks>EPSG method 9809.</remarks>
internal sealed class ObliqueStereographic : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _diameter, _x, _y, _n, _shift, _sine0, _cosine0;

    /// <summary>Takes the parameters.</summary>
    public ObliqueStereographic(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double scale, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitudeOfOrigin, falseEasting, falseNorthing);
        (double sine, double cosine) = Math.SinCos(latitudeOfOrigin);
        _diameter = 2 * scale * Math.Sqrt(ellipsoid.MeridianRadius(latitudeOfOrigin) * ellipsoid.PrimeVerticalRadius(latitudeOfOrigin));
        _n = Math.Sqrt(1 + (ellipsoid.E2 * cosine * cosine * cosine * cosine / (1 - ellipsoid.E2)));
        double first = Math.Tanh(_n * ellipsoid.IsometricLatitude(latitudeOfOrigin));   // sine of the conformal latitude before c is applied
        _shift = Math.Log((_n + sine) * (1 - first) / ((_n - sine) * (1 + first))) / 2;
        _sine0 = Math.Tanh((_n * ellipsoid.IsometricLatitude(latitudeOfOrigin)) + _shift);
        _cosine0 = Math.Sqrt(1 - (_sine0 * _sine0));
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double argument = (_n * _ellipsoid.IsometricLatitude(latitude)) + _shift, sine = Math.Tanh(argument), cosine = 1 / Math.Cosh(argument);
        (double sineTurn, double cosineTurn) = Math.SinCos(_n * Wrap(longitude - _longitude));
        double factor = _diameter / (1 + (sine * _sine0) + (cosine * _cosine0 * cosineTurn));
        return (_x + (factor * cosine * sineTurn), _y + (factor * ((sine * _cosine0) - (cosine * _sine0 * cosineTurn))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = x - _x, north = y - _y, radius = double.Hypot(east, north);
        if (radius == 0)
        {
            return (_longitude, _ellipsoid.LatitudeFromIsometric((Math.Atanh(_sine0) - _shift) / _n));
        }

        (double sineC, double cosineC) = Math.SinCos(2 * Math.Atan(radius / _diameter));
        double sine = (cosineC * _sine0) + (north * sineC * _cosine0 / radius);
        double turn = Math.Atan2(east * sineC, (radius * _cosine0 * cosineC) - (north * _sine0 * sineC));
        return (Wrap(_longitude + (turn / _n)), _ellipsoid.LatitudeFromIsometric((Math.Atanh(sine) - _shift) / _n));
    }
}
