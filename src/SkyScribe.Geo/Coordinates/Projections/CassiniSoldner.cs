using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Cassini-Soldner, with the hyperbolic variant of Vanua Levu.</summary>
/// <remarks>EPSG methods 9806 and 9833. The forward formula is the published series, which is the definition of these grids; the inverse solves
/// it.</remarks>
internal sealed class CassiniSoldner : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _x, _y, _origin;
    private readonly bool _hyperbolic;

    /// <summary>Takes the parameters.</summary>
    public CassiniSoldner(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing,
        bool hyperbolic)
    {
        (_ellipsoid, _meridian, _longitude, _x, _y, _hyperbolic) =
            (ellipsoid, new MeridianSeries(ellipsoid), longitudeOfOrigin, falseEasting, falseNorthing, hyperbolic);
        _origin = _meridian.Distance(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(latitude);
        double normal = _ellipsoid.PrimeVerticalRadius(latitude), tangent = sine / cosine, t = tangent * tangent, c = _ellipsoid.E2 * cosine * cosine
            / (1 - _ellipsoid.E2);
        double a = Wrap(longitude - _longitude) * cosine, a2 = a * a;
        double east = normal * a * (1 - (t * a2 / 6) - ((8 - t + (8 * c)) * t * a2 * a2 / 120));
        double north = _meridian.Distance(latitude) - _origin + (normal * tangent * a2 * (0.5 + ((5 - t + (6 * c)) * a2 / 24)));
        return (_x + east, _y + north - (_hyperbolic ? north * north * north / (6 * _ellipsoid.MeridianRadius(latitude) * normal) : 0));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = _meridian.Latitude(_origin + y - _y);
        (double longitude, latitude) =
            Solve(x, y, _longitude + ((x - _x) / (_ellipsoid.PrimeVerticalRadius(latitude) * Math.Cos(latitude))), latitude);
        return (Wrap(longitude), latitude);
    }
}
