using System.Numerics;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Laborde's oblique Mercator of Madagascar.</summary>
/// <remarks>EPSG method 9813.</remarks>
internal sealed class LabordeObliqueMercator : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _b, _c, _radius, _x, _y, _sine, _cosine;
    private readonly Complex _g;

    /// <summary>Takes the parameters.</summary>
    public LabordeObliqueMercator(
        Ellipsoid ellipsoid, double latitude, double longitude, double azimuth, double scale, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitude, falseEasting, falseNorthing);
        (double sine, double cosine) = Math.SinCos(latitude);
        _b = Math.Sqrt(1 + (ellipsoid.E2 * cosine * cosine * cosine * cosine / (1 - ellipsoid.E2)));
        _radius = ellipsoid.SemiMajorAxis * scale * Math.Sqrt(1 - ellipsoid.E2) / (1 - (ellipsoid.E2 * sine * sine));
        _sine = sine / _b;
        _cosine = Math.Sqrt(1 - (_sine * _sine));
        _c = Math.Atanh(_sine) - (_b * ellipsoid.IsometricLatitude(latitude));
        (double sineTwice, double cosineTwice) = Math.SinCos(2 * azimuth);
        _g = new Complex(1 - cosineTwice, sineTwice) / 12;
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double q = _c + (_b * _ellipsoid.IsometricLatitude(latitude)), sineP = Math.Tanh(q), cosineP = 1 / Math.Cosh(q);
        (double sineL, double cosineL) = Math.SinCos(_b * Wrap(longitude - _longitude));
        double u = (cosineP * cosineL * _cosine) + (sineP * _sine), v = (cosineP * cosineL * _sine) - (sineP * _cosine), w = cosineP * sineL;
        var h = new Complex(-Math.Atan2(v, u), Math.Asinh(w / double.Hypot(u, v)));
        Complex plane = _radius * (h + (_g * h * h * h));
        return (_x + plane.Imaginary, _y + plane.Real);
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        Complex plane = new Complex(y - _y, x - _x) / _radius, h = plane;
        for (int step = 0; step < 12; step++)
        {
            Complex next = (plane + (2 * _g * h * h * h)) / ((3 * _g * h * h) + 1);
            bool done = !((next - h).Magnitude > 1e-15);
            h = next;
            if (done)
            {
                break;
            }
        }

        (double sineL, double cosineL) = Math.SinCos(-h.Real);
        double sineP = Math.Tanh(h.Imaginary), cosineP = 1 / Math.Cosh(h.Imaginary);
        double u = (cosineP * cosineL * _cosine) + (cosineP * sineL * _sine), v = (cosineP * cosineL * _sine) - (cosineP * sineL * _cosine);
        return (Wrap(_longitude + (Math.Atan2(sineP, u) / _b)), _ellipsoid.LatitudeFromIsometric((Math.Asinh(v / double.Hypot(u, sineP)) - _c) / _b));
    }
}
