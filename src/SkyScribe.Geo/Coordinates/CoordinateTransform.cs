using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.Geo.Coordinates.Projections;

namespace SkyScribe.Geo.Coordinates;

/// <summary>Brings coordinates of one system to longitude and latitude on WGS 84 and back.</summary>
/// <remarks>A place that the projection cannot have comes out as not a number, never as a wrong place: every inverse is projected again and must meet
/// the place within a millimetre.</remarks>
internal sealed class CoordinateTransform : IPlaceTransform
{
    private const double Tolerance = 0.001;   // metres

    private readonly MapProjection? _projection;
    private readonly HelmertShift _shift;
    private readonly double _unit, _meridian, _period;
    private readonly PlaneAxes _axes;

    /// <summary>Prepares the transform of a system whose method and datum are known.</summary>
    public CoordinateTransform(CoordinateSystem system, MapProjection? projection, DatumShift shift)
    {
        (System, Shift, _projection) = (system, shift, projection);
        (_unit, _meridian, _axes) = (system.Unit.Factor, system.Geographic.Datum.Meridian.Radians, system.PlaneAxes);
        _shift = new HelmertShift(system.Geographic.Datum.Ellipsoid, shift);
        _period = projection?.Period ?? 0;
    }

    /// <summary>The system of the raster.</summary>
    public CoordinateSystem System { get; }

    /// <summary>How its datum is brought to WGS 84, with the accuracy.</summary>
    public DatumShift Shift { get; }

    /// <summary>The transform of a system; null where a place could come out wrong.</summary>
    /// <param name="refusal">why there is none, and what to do</param>
    public static CoordinateTransform? Find(CoordinateSystem system, out string? refusal)
    {
        MapProjection? projection = system.CreateProjection();
        refusal = projection is null && !system.IsGeographic
            ? $"its map projection ({system.Conversion!.MethodName}) is not computed here, or programs do not agree on it"
            : system.Shift is null ? $"how its datum ({system.Geographic.Datum.Name}) lies to WGS 84 is not known" : null;
        return refusal is null ? new CoordinateTransform(system, projection, system.Shift!) : null;
    }

    /// <inheritdoc/>
    public double? AccuracyMetres => Shift.AccuracyMetres;

    /// <inheritdoc/>
    public string Method => Shift.Name;

    /// <inheritdoc/>
    public int ToWgs84(Span<double> x, Span<double> y)
    {
        int outside = 0;
        for (int i = 0; i < x.Length; i++)
        {
            (double longitude, double latitude) = ToDatum(x[i], y[i]);
            (longitude, latitude) = _shift.ToWgs84(longitude, latitude);
            (x[i], y[i]) = (longitude * (180 / Math.PI), latitude * (180 / Math.PI));
            outside += double.IsFinite(x[i]) && double.IsFinite(y[i]) ? 0 : 1;
        }

        return outside;
    }

    /// <summary>From longitude and latitude on WGS 84 in degrees to the raster's coordinates, in place.</summary>
    /// <param name="longitude">the longitude, replaced by x</param>
    /// <param name="latitude">the latitude, replaced by y</param>
    public void FromWgs84(Span<double> longitude, Span<double> latitude)
    {
        for (int i = 0; i < longitude.Length; i++)
        {
            (double l, double p) = _shift.FromWgs84(longitude[i] * (Math.PI / 180), latitude[i] * (Math.PI / 180));
            (longitude[i], latitude[i]) = FromDatum(l, p);
        }
    }

    /// <summary>From the raster's coordinates to longitude and latitude on the system's own datum, in radians from Greenwich.</summary>
    public (double Longitude, double Latitude) ToDatum(double x, double y)
    {
        (x, y) = _axes.ToMethod(x * _unit, y * _unit);
        if (_projection is null)
        {
            return double.Abs(y) <= (Math.PI / 2) + 1e-9 && double.Abs(x) <= 4 * Math.PI ? (Math.IEEERemainder(x + _meridian, 2 * Math.PI), y)
                : (double.NaN, double.NaN);
        }

        (double longitude, double latitude) = _projection.Inverse(x, y);
        (double backX, double backY) = _projection.Forward(longitude, latitude);
        double missX = backX - x, missY = backY - y;
        if (_period != 0)
        {
            missX = Math.IEEERemainder(missX, _period);   // the world's next copy to the right or left
        }

        return double.Abs(missX) <= Tolerance && double.Abs(missY) <= Tolerance
            ? (Math.IEEERemainder(longitude + _meridian, 2 * Math.PI), latitude)
            : (double.NaN, double.NaN);
    }

    /// <summary>From longitude and latitude on the system's own datum, in radians from Greenwich, to the raster's coordinates.</summary>
    public (double X, double Y) FromDatum(double longitude, double latitude)
    {
        (double x, double y) = _projection is null
            ? (Math.IEEERemainder(longitude - _meridian, 2 * Math.PI), latitude)
            : _projection.Forward(Math.IEEERemainder(longitude - _meridian, 2 * Math.PI), latitude);
        return _axes.FromMethod(x / _unit, y / _unit);
    }
}
