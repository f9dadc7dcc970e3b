namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Equidistant cylindrical (plate carree) on a sphere.</summary>
/// <remarks>EPSG methods 1029 and 9823.</remarks>
internal sealed class EquidistantCylindrical : MapProjection
{
    private readonly double _radius, _longitude, _cosine, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public EquidistantCylindrical(double radius, double parallel, double longitudeOfOrigin, double falseEasting, double falseNorthing) =>
        (_radius, _cosine, _longitude, _x, _y) = (radius, Math.Cos(parallel), longitudeOfOrigin, falseEasting, falseNorthing);

    /// <inheritdoc/>
    public override double Period => 2 * Math.PI * _radius * _cosine;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) =>
        (_x + (_radius * _cosine * Wrap(longitude - _longitude)), _y + (_radius * latitude));

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double turn = (x - _x) / (_radius * _cosine), latitude = (y - _y) / _radius;
        return double.Abs(turn) > 2 * Math.PI || double.Abs(latitude) > (Math.PI / 2) + 1e-9 ? (double.NaN, double.NaN)
            : (Wrap(_longitude + turn), latitude);
    }
}
