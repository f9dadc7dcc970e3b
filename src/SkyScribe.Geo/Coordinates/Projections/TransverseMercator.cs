using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Transverse Mercator, UTM and Gauss-Krueger; with axes to the south and west the South African grid.</summary>
/// <remarks>EPSG methods 9807 and 9808; computed as in Karney (2011), see <see cref="MeridianSeries"/>.</remarks>
internal sealed class TransverseMercator : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly MeridianSeries _series;
    private readonly double _longitude, _scale, _x, _y, _sign;

    /// <summary>Takes the parameters.</summary>
    /// <param name="southWest">whether X counts to the west and Y to the south</param>
    public TransverseMercator(Ellipsoid ellipsoid, double latitudeOfOrigin, double centralMeridian, double scale, double falseEasting,
        double falseNorthing, bool southWest = false)
    {
        (_ellipsoid, _series, _longitude, _x, _sign) = (ellipsoid, new MeridianSeries(ellipsoid), centralMeridian, falseEasting, southWest ? -1 : 1);
        _scale = scale * _series.Radius;
        _y = falseNorthing - (_sign * scale * _series.Distance(latitudeOfOrigin));
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double sine, double cosine) = Math.SinCos(Wrap(longitude - _longitude));
        double tangent = _ellipsoid.ConformalTangent(Math.Tan(latitude));
        (double xi, double eta) = _series.ToRectifying(Math.Atan2(tangent, cosine), Math.Asinh(sine / double.Hypot(tangent, cosine)));
        return (_x + (_sign * _scale * eta), _y + (_sign * _scale * xi));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        (double xi, double eta) = _series.ToConformal(_sign * (y - _y) / _scale, _sign * (x - _x) / _scale);
        (double sine, double cosine) = Math.SinCos(xi);
        double sinh = Math.Sinh(eta);
        double tangent = sine / double.Hypot(sinh, cosine);
        return (Wrap(_longitude + Math.Atan2(sinh, cosine)), Math.Atan(_ellipsoid.TangentFromConformal(tangent)));
    }
}
