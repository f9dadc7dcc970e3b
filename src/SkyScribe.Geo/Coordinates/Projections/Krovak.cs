using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Krovak's oblique conic conformal projection of Czechia and Slovakia, with axes to the west and south or to the east and north.</summary>
/// <remarks>EPSG methods 9819 and 1041.</remarks>
internal sealed class Krovak : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _b, _shift, _n, _factor, _x, _y, _sineAxis, _cosineAxis, _sign;

    /// <summary>Takes the parameters.</summary>
    /// <param name="coLatitude">of the cone's axis</param>
    /// <param name="parallel">the pseudo standard parallel, with its <paramref name="scale"/></param>
    /// <param name="eastNorth">whether X is the easting and Y the northing; else X is the westing and Y the southing</param>
    public Krovak(Ellipsoid ellipsoid, double latitude, double longitude, double coLatitude, double parallel, double scale, double falseEasting,
        double falseNorthing, bool eastNorth)
    {
        (_ellipsoid, _longitude, _x, _y, _sign) = (ellipsoid, longitude, falseEasting, falseNorthing, eastNorth ? -1 : 1);
        (double sine, double cosine) = Math.SinCos(latitude);
        double a = ellipsoid.SemiMajorAxis * Math.Sqrt(1 - ellipsoid.E2) / (1 - (ellipsoid.E2 * sine * sine));
        _b = Math.Sqrt(1 + (ellipsoid.E2 * cosine * cosine * cosine * cosine / (1 - ellipsoid.E2)));
        _shift = Math.Atanh(sine / _b) - (_b * ellipsoid.IsometricLatitude(latitude));
        _n = Math.Sin(parallel);
        _factor = scale * a / Math.Tan(parallel) * Math.Exp(_n * Math.Atanh(_n));
        (_sineAxis, _cosineAxis) = Math.SinCos(coLatitude);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double isometric = (_b * _ellipsoid.IsometricLatitude(latitude)) + _shift, sineU = Math.Tanh(isometric), cosineU = 1 / Math.Cosh(isometric);
        (double sineV, double cosineV) = Math.SinCos(_b * Wrap(_longitude - longitude));
        double sineT = (_cosineAxis * sineU) + (_sineAxis * cosineU * cosineV);
        double angle = _n * Math.Atan2(cosineU * sineV, (_cosineAxis * cosineU * cosineV) - (_sineAxis * sineU));
        double radius = _factor * Math.Exp(-_n * Math.Atanh(sineT));
        (double sine, double cosine) = Math.SinCos(angle);
        return ((_sign * radius * sine) + (_sign * _x), (_sign * radius * cosine) + (_sign * _y));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double west = (_sign * x) - _x, south = (_sign * y) - _y, radius = double.Hypot(west, south);
        double t = Math.Log(_factor / radius) / _n, sineT = Math.Tanh(t), cosineT = 1 / Math.Cosh(t);
        (double sineD, double cosineD) = Math.SinCos(Math.Atan2(west, south) / _n);
        double sineU = (_cosineAxis * sineT) - (_sineAxis * cosineT * cosineD);
        double turn = Math.Atan2(cosineT * sineD, (_cosineAxis * cosineT * cosineD) + (_sineAxis * sineT));
        return (Wrap(_longitude - (turn / _b)), _ellipsoid.LatitudeFromIsometric((Math.Atanh(sineU) - _shift) / _b));
    }
}
