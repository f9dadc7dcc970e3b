using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Lambert azimuthal equal area, around a pole, the equator or any place; a sphere is an ellipsoid without flattening.</summary>
/// <remarks>EPSG methods 9820 and 1027.</remarks>
internal sealed class LambertAzimuthalEqualArea : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _x, _y, _qPole, _radius, _d, _sine0, _cosine0, _pole;

    /// <summary>Takes the parameters.</summary>
    public LambertAzimuthalEqualArea(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitudeOfOrigin, falseEasting, falseNorthing);
        _qPole = ellipsoid.AuthalicQ(Math.PI / 2);
        _radius = ellipsoid.SemiMajorAxis * Math.Sqrt(_qPole / 2);
        _pole = double.Abs(latitudeOfOrigin) > (Math.PI / 2) - 1e-10 ? Math.Sign(latitudeOfOrigin) : 0;
        _sine0 = ellipsoid.AuthalicQ(latitudeOfOrigin) / _qPole;
        _cosine0 = Math.Sqrt(Math.Max(0, 1 - (_sine0 * _sine0)));
        _d = _pole != 0 ? 1 : ellipsoid.SemiMajorAxis * ellipsoid.ParallelRadius(latitudeOfOrigin) / (_radius * _cosine0);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double q = _ellipsoid.AuthalicQ(latitude);
        (double sineTurn, double cosineTurn) = Math.SinCos(Wrap(longitude - _longitude));
        if (_pole != 0)
        {
            double radius = _ellipsoid.SemiMajorAxis * Math.Sqrt(Math.Max(0, _qPole - (_pole * q)));
            return (_x + (radius * sineTurn), _y - (_pole * radius * cosineTurn));
        }

        double sine = q / _qPole, cosine = Math.Sqrt(Math.Max(0, 1 - (sine * sine)));
        double b = _radius * Math.Sqrt(2 / (1 + (_sine0 * sine) + (_cosine0 * cosine * cosineTurn)));
        return (_x + (b * _d * cosine * sineTurn), _y + (b / _d * ((_cosine0 * sine) - (_sine0 * cosine * cosineTurn))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = x - _x, north = y - _y;
        if (_pole != 0)
        {
            double squared = ((east * east) + (north * north)) / (_ellipsoid.SemiMajorAxis * _ellipsoid.SemiMajorAxis);
            return (Wrap(_longitude + Math.Atan2(east, -_pole * north)), _ellipsoid.LatitudeFromAuthalicQ(_pole * (_qPole - squared)));
        }

        double u = east / _d, v = _d * north, radius = double.Hypot(u, v), half = radius / (2 * _radius);
        if (half > 1)
        {
            return (double.NaN, double.NaN);
        }

        double sineC = 2 * half * Math.Sqrt(1 - (half * half)), cosineC = 1 - (2 * half * half);
        double sine = radius == 0 ? _sine0 : (cosineC * _sine0) + (v * sineC * _cosine0 / radius);
        double turn = Math.Atan2(u * sineC, (radius * _cosine0 * cosineC) - (v * _sine0 * sineC));
        return (Wrap(_longitude + turn), _ellipsoid.LatitudeFromAuthalicQ(sine * _qPole));
    }
}
