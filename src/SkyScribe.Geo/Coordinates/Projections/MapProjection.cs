namespace SkyScribe.Geo.Coordinates.Projections;

/// <summary>A map projection: longitude and latitude on an ellipsoid to the plane and back.</summary>
/// <remarks>Longitudes are from the system's own prime meridian; angles in radians, lengths in metres, the plane's axes as the method names them
/// (east and north, or west and south). A place outside the projection's domain gives values that are not numbers. Implementations hold no changing
/// state.</remarks>
internal abstract class MapProjection
{
    /// <summary>The place in the plane.</summary>
    public abstract (double X, double Y) Forward(double longitude, double latitude);

    /// <summary>The place on the ellipsoid.</summary>
    public abstract (double Longitude, double Latitude) Inverse(double x, double y);

    /// <summary>After how many metres of X the world begins again; 0 where it does not.</summary>
    public virtual double Period => 0;

    /// <summary>An angle between -180 and 180 degrees.</summary>
    protected static double Wrap(double angle) => angle is >= -Math.PI and <= Math.PI ? angle : Math.IEEERemainder(angle, 2 * Math.PI);

    /// <summary>The place on the ellipsoid by Newton's method in two dimensions on <see cref="Forward"/>, for methods whose published inverse is a
    /// shorter series than their forward formula.</summary>
    /// <param name="longitude">where to begin</param>
    /// <param name="latitude">where to begin</param>
    protected (double Longitude, double Latitude) Solve(double x, double y, double longitude, double latitude)
    {
        const double Step = 1e-6;   // radians, 6 m: differences then have 9 good digits
        for (int round = 0; round < 12; round++)
        {
            latitude = Math.Clamp(latitude, -(Math.PI / 2) + (2 * Step), (Math.PI / 2) - (2 * Step));
            (double px, double py) = Forward(longitude, latitude);
            (double ex, double ey) = Forward(longitude + Step, latitude);
            (double wx, double wy) = Forward(longitude - Step, latitude);
            (double nx, double ny) = Forward(longitude, latitude + Step);
            (double sx, double sy) = Forward(longitude, latitude - Step);
            double xl = (ex - wx) / (2 * Step), yl = (ey - wy) / (2 * Step), xp = (nx - sx) / (2 * Step), yp = (ny - sy) / (2 * Step);
            double dx = x - px, dy = y - py, determinant = (xl * yp) - (xp * yl);
            double dl = ((dx * yp) - (dy * xp)) / determinant, dp = ((dy * xl) - (dx * yl)) / determinant;
            longitude += Math.Clamp(dl, -0.5, 0.5);
            latitude += Math.Clamp(dp, -0.5, 0.5);
            if (!(double.Abs(dl) + double.Abs(dp) > 1e-14))
            {
                break;
            }
        }

        return (longitude, latitude);
    }
}
