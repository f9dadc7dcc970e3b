using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Sinusoidal: the grid of MODIS and VIIRS land products, which lies on a sphere; also on an ellipsoid.</summary>
/// <remarks>No EPSG method; J. P. Snyder, Map projections: a working manual, USGS Professional Paper 1395 (1987), Eq. 30-1 to 30-10.</remarks>
internal sealed class Sinusoidal : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public Sinusoidal(Ellipsoid ellipsoid, double centralMeridian, double falseEasting, double falseNorthing) =>
        (_ellipsoid, _meridian, _longitude, _x, _y) = (ellipsoid, new MeridianSeries(ellipsoid), centralMeridian, falseEasting, falseNorthing);

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) =>
        (_x + (_ellipsoid.SemiMajorAxis * _ellipsoid.ParallelRadius(latitude) * Wrap(longitude - _longitude)), _y + _meridian.Distance(latitude));

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double quarter = _meridian.Radius * Math.PI / 2;
        if (double.Abs(y - _y) > quarter * (1 + 1e-12))
        {
            return (double.NaN, double.NaN);
        }

        double latitude = _meridian.Latitude(y - _y), radius = _ellipsoid.SemiMajorAxis * _ellipsoid.ParallelRadius(latitude), east = x - _x;
        double turn = radius < 1e-6 ? (double.Abs(east) < 1e-3 ? 0 : double.NaN) : east / radius;
        return double.Abs(turn) <= Math.PI + 1e-9 ? (Wrap(_longitude + turn), latitude) : (double.NaN, double.NaN);
    }
}
