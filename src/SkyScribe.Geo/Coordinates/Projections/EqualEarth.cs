using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Equal Earth, a world map of equal areas.</summary>
/// <remarks>EPSG method 1078: B. Savric, T. Patterson, B. Jenny, The Equal Earth map projection, Int. J. Geographical Information Science 33
/// (2019).</remarks>
internal sealed class EqualEarth : MapProjection
{
    private const double A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
    private static readonly double HalfRootOfThree = Math.Sqrt(3) / 2;

    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _x, _y, _qPole, _radius;

    /// <summary>Takes the parameters.</summary>
    public EqualEarth(Ellipsoid ellipsoid, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitudeOfOrigin, falseEasting, falseNorthing);
        _qPole = ellipsoid.AuthalicQ(Math.PI / 2);
        _radius = ellipsoid.SemiMajorAxis * Math.Sqrt(_qPole / 2);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double theta = Math.Asin(HalfRootOfThree * Math.Clamp(_ellipsoid.AuthalicQ(latitude) / _qPole, -1, 1));
        return (_x + (_radius * Wrap(longitude - _longitude) * Math.Cos(theta) / (HalfRootOfThree * Slope(theta))), _y + (_radius * Height(theta)));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double target = (y - _y) / _radius, theta = target / A1;
        for (int step = 0; step < 12; step++)
        {
            double change = (Height(theta) - target) / Slope(theta);
            theta -= change;
            if (!(double.Abs(change) > 1e-15))
            {
                break;
            }
        }

        double turn = (x - _x) / _radius * HalfRootOfThree * Slope(theta) / Math.Cos(theta);
        return double.Abs(turn) > Math.PI + 1e-9
            ? (double.NaN, double.NaN)
            : (Wrap(_longitude + turn), _ellipsoid.LatitudeFromAuthalicQ(Math.Sin(theta) / HalfRootOfThree * _qPole));
    }

    private static double Height(double theta)
    {
        double square = theta * theta, sixth = square * square * square;
        return theta * (A1 + (A2 * square) + (sixth * (A3 + (A4 * square))));
    }

    private static double Slope(double theta)
    {
        double square = theta * theta, sixth = square * square * square;
        return A1 + (3 * A2 * square) + (sixth * ((7 * A3) + (9 * A4 * square)));
    }
}
