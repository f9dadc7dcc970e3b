namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>Mollweide's world map of equal areas, on a sphere of the ellipsoid's equatorial radius: the grid of the Global Human Settlement
/// Layer.</summary>
/// <remarks>No EPSG method; Snyder (1987), Eq. 31-1 to 31-8. ESRI:54009 puts the ellipsoid's latitudes on that sphere, as GDAL and PROJ do.</remarks>
internal sealed class Mollweide : MapProjection
{
    private readonly double _radius, _longitude, _x, _y;

    /// <summary>Takes the parameters.</summary>
    public Mollweide(double radius, double centralMeridian, double falseEasting, double falseNorthing) =>
        (_radius, _longitude, _x, _y) = (radius, centralMeridian, falseEasting, falseNorthing);

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double target = Math.PI * Math.Sin(latitude), theta = latitude;
        for (int step = 0; step < 60 && double.Abs(latitude) < Math.PI / 2; step++)
        {
            double change = ((2 * theta) + Math.Sin(2 * theta) - target) / (2 + (2 * Math.Cos(2 * theta)));
            theta -= change;
            if (!(double.Abs(change) > 1e-14))
            {
                break;
            }
        }

        return (_x + (2 * Math.Sqrt(2) / Math.PI * _radius * Wrap(longitude - _longitude) * Math.Cos(theta)), _y
            + (Math.Sqrt(2) * _radius * Math.Sin(theta)));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double theta = Math.Asin((y - _y) / (Math.Sqrt(2) * _radius));
        double turn = Math.PI * (x - _x) / (2 * Math.Sqrt(2) * _radius * Math.Cos(theta));
        return double.Abs(turn) <= Math.PI + 1e-9 ? (Wrap(_longitude + turn), Math.Asin(((2 * theta) + Math.Sin(2 * theta)) / Math.PI))
            : (double.NaN, double.NaN);
    }
}
