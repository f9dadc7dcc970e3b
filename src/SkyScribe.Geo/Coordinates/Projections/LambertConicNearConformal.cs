using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Lambert conic near-conformal, of the Levant.</summary>
/// <remarks>EPSG method 9817. The inverse solves the cubic by Newton's method.</remarks>
internal sealed class LambertConicNearConformal : MapProjection
{
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _sine, _scale, _cubic, _radius, _origin, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public LambertConicNearConformal(
        Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double scale, double falseEasting, double falseNorthing)
    {
        (_meridian, _longitude, _scale, _x, _y) = (new MeridianSeries(ellipsoid), longitudeOfOrigin, scale, falseEasting, falseNorthing);
        double normal = ellipsoid.PrimeVerticalRadius(latitudeOfOrigin);
        _sine = Math.Sin(latitudeOfOrigin);
        _cubic = 1 / (6 * ellipsoid.MeridianRadius(latitudeOfOrigin) * normal);
        _radius = scale * normal / Math.Tan(latitudeOfOrigin);
        _origin = _meridian.Distance(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double arc = _meridian.Distance(latitude) - _origin, north = _scale * arc * (1 + (_cubic * arc * arc)), radius = _radius - north;
        (double sine, double cosine) = Math.SinCos(_sine * Wrap(longitude - _longitude));
        return (_x + (radius * sine), _y + north + (radius * (1 - cosine)));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = x - _x, south = _radius - (y - _y), radius = Math.CopySign(double.Hypot(east, south), _radius);
        double turn = Math.Atan2(Math.CopySign(1, _radius) * east, Math.CopySign(1, _radius) * south), target = (_radius - radius)
            / _scale, arc = target;
        for (int step = 0; step < 10; step++)
        {
            arc -= ((arc * (1 + (_cubic * arc * arc))) - target) / (1 + (3 * _cubic * arc * arc));
        }

        return (Wrap(_longitude + (turn / _sine)), _meridian.Latitude(_origin + arc));
    }
}
