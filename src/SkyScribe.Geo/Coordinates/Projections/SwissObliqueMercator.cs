using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Oblique Mercator with an initial line to the east, by way of a conformal sphere: Switzerland's and Hungary's own definition.</summary>
/// <remarks>EPSG writes these grids as method 9815 with azimuth and grid angle of 90 degrees, whose Hotine formulas agree within a millimetre in
/// Switzerland and 0.1 m in Hungary. Formulas: M. Rosenmund (1903) as in Swiss Federal Office of Topography, Formulas and constants for the
/// calculation of the Swiss conformal cylindrical projection.</remarks>
internal sealed class SwissObliqueMercator : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _x, _y, _c, _k, _radius, _sine0, _cosine0;

    /// <summary>Takes the parameters.</summary>
    public SwissObliqueMercator(Ellipsoid ellipsoid, double latitude, double longitude, double scale, double easting, double northing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitude, easting, northing);
        (double sine, double cosine) = Math.SinCos(latitude);
        _c = Math.Sqrt(1 + (ellipsoid.E2 * cosine * cosine * cosine * cosine / (1 - ellipsoid.E2)));
        _sine0 = sine / _c;
        _cosine0 = Math.Sqrt(1 - (_sine0 * _sine0));
        _k = Math.Atanh(_sine0) - (_c * ellipsoid.IsometricLatitude(latitude));
        _radius = ellipsoid.SemiMajorAxis * scale * Math.Sqrt(1 - ellipsoid.E2) / (1 - (ellipsoid.E2 * sine * sine));
    }

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double isometric = (_c * _ellipsoid.IsometricLatitude(latitude)) + _k, sine = Math.Tanh(isometric), cosine = 1 / Math.Cosh(isometric);
        (double sineTurn, double cosineTurn) = Math.SinCos(_c * Wrap(longitude - _longitude));
        double turn = Math.Atan2(cosine * sineTurn, (_sine0 * sine) + (_cosine0 * cosine * cosineTurn));
        return (_x + (_radius * turn), _y + (_radius * Math.Atanh((_cosine0 * sine) - (_sine0 * cosine * cosineTurn))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double isometric = (y - _y) / _radius, sine = Math.Tanh(isometric), cosine = 1 / Math.Cosh(isometric);
        (double sineTurn, double cosineTurn) = Math.SinCos((x - _x) / _radius);
        double turn = Math.Atan2(cosine * sineTurn, (_cosine0 * cosine * cosineTurn) - (_sine0 * sine));
        double back = Math.Atanh((_cosine0 * sine) + (_sine0 * cosine * cosineTurn));
        return (Wrap(_longitude + (turn / _c)), _ellipsoid.LatitudeFromIsometric((back - _k) / _c));
    }
}
