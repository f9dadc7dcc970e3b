using System.Numerics;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>The New Zealand map grid.</summary>
/// <remarks>EPSG method 9811: W. I. Reilly, A conformal mapping projection with minimum scale error, Survey Review 22 (1973), with the coefficients
/// of the guidance note. The inverse solves the two series.</remarks>
internal sealed class NewZealandMapGrid : MapProjection
{
    private const double ToUnits = 180 / Math.PI * 3600 * 1e-5;   // radians to 100,000 seconds of arc

    private static readonly double[] IsometricSeries =
        [0.6399175073, -0.1358797613, 0.063294409, -0.02526853, 0.0117879, -0.0055161, 0.0026906, -0.001333, 0.00067, -0.00034];

    private static readonly Complex[] PlaneSeries =
    [
        new(0.7557853228, 0), new(0.249204646, 0.003371507), new(-0.001541739, 0.041058560),
        new(-0.10162907, 0.01727609), new(-0.26623489, -0.36249218), new(-0.6870983, -1.1651967),
    ];

    private readonly double _a, _latitude, _longitude, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public NewZealandMapGrid(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing) =>
        (_a, _latitude, _longitude, _x, _y) = (ellipsoid.SemiMajorAxis, latitudeOfOrigin, longitudeOfOrigin, falseEasting, falseNorthing);

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double difference = (latitude - _latitude) * ToUnits, isometric = 0;
        for (int power = IsometricSeries.Length - 1; power >= 0; power--)
        {
            isometric = (isometric + IsometricSeries[power]) * difference;
        }

        var zeta = new Complex(isometric, Wrap(longitude - _longitude));
        Complex plane = Complex.Zero;
        for (int power = PlaneSeries.Length - 1; power >= 0; power--)
        {
            plane = (plane + PlaneSeries[power]) * zeta;
        }

        return (_x + (_a * plane.Imaginary), _y + (_a * plane.Real));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = _latitude + ((y - _y) / _a);
        (double longitude, latitude) = Solve(x, y, _longitude + ((x - _x) / (_a * Math.Cos(_latitude))), latitude);
        return (Wrap(longitude), latitude);
    }
}
