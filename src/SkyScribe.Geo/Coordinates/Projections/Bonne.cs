using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Bonne's equal area projection, with axes to the east and north or to the west and south.</summary>
/// <remarks>EPSG methods 9827 and 9828.</remarks>
internal sealed class Bonne : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _meridian;
    private readonly double _longitude, _radius, _origin, _x, _y, _sign;

    /// <summary>Takes the parameters.</summary>
    public Bonne(Ellipsoid ellipsoid, double latitudeOfOrigin, double longitudeOfOrigin, double falseEasting, double falseNorthing, bool southWest)
    {
        (_ellipsoid, _meridian, _longitude, _x, _y, _sign) =
            (ellipsoid, new MeridianSeries(ellipsoid), longitudeOfOrigin, falseEasting, falseNorthing, southWest ? -1 : 1);
        _radius = ellipsoid.SemiMajorAxis * ellipsoid.ParallelRadius(latitudeOfOrigin) / Math.Sin(latitudeOfOrigin);
        _origin = _meridian.Distance(latitudeOfOrigin);
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = _radius + _origin - _meridian.Distance(latitude);
        (double sine, double cosine) =
            Math.SinCos(_ellipsoid.SemiMajorAxis * _ellipsoid.ParallelRadius(latitude) * Wrap(longitude - _longitude) / radius);
        return (_x + (_sign * radius * sine), _y + (_sign * (_radius - (radius * cosine))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double east = _sign * (x - _x), south = _radius - (_sign * (y - _y)), side = Math.CopySign(1, _radius), radius = side
            * double.Hypot(east, south);
        double latitude = _meridian.Latitude(_radius + _origin - radius);
        double turn = radius * Math.Atan2(side * east, side * south) / (_ellipsoid.SemiMajorAxis * _ellipsoid.ParallelRadius(latitude));
        return double.Abs(turn) > Math.PI + 1e-9 ? (double.NaN, double.NaN) : (Wrap(_longitude + turn), latitude);
    }
}
