using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Lambert cylindrical equal area; a sphere is an ellipsoid without flattening.</summary>
/// <remarks>EPSG methods 9835 and 9834.</remarks>
internal sealed class CylindricalEqualArea : MapProjection
{
    private readonly Ellipsoid _ellipsoid;
    private readonly double _longitude, _width, _height, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public CylindricalEqualArea(Ellipsoid ellipsoid, double parallel, double longitudeOfOrigin, double falseEasting, double falseNorthing)
    {
        (_ellipsoid, _longitude, _x, _y) = (ellipsoid, longitudeOfOrigin, falseEasting, falseNorthing);
        double scale = ellipsoid.ParallelRadius(parallel);
        (_width, _height) = (ellipsoid.SemiMajorAxis * scale, ellipsoid.SemiMajorAxis / (2 * scale));
    }

    /// <inheritdoc/>
    public override double Period => 2 * Math.PI * _width;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) =>
        (_x + (_width * Wrap(longitude - _longitude)), _y + (_height * _ellipsoid.AuthalicQ(latitude)));

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double turn = (x - _x) / _width;
        return double.Abs(turn) > 2 * Math.PI ? (double.NaN, double.NaN)
            : (Wrap(_longitude + turn), _ellipsoid.LatitudeFromAuthalicQ((y - _y) / _height));
    }
}
