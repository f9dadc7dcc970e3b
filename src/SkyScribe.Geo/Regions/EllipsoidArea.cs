namespace SkyScribe.Geo.Regions;

/// <summary>Areas on the WGS 84 ellipsoid.</summary>
/// <remarks>Snyder, Map Projections: a Working Manual (1987), equation 3-12: the cylindrical equal-area projection keeps areas, so the area of a polygon with short sides is that
/// of its projected corners.</remarks>
internal static class EllipsoidArea
{
    private const double SemiMajor = 6378137, Flattening = 1 / 298.257223563;
    private static readonly double EccentricitySquared = Flattening * (2 - Flattening), Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>The area of a polygon.</summary>
    /// <param name="corners">longitude and latitude in degrees; sides are short against the Earth</param>
    /// <returns>square metres</returns>
    public static double Of(IReadOnlyList<(double Longitude, double Latitude)> corners)
    {
        double twice = 0;
        for (int i = 0; i < corners.Count; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Count]);

            // Relative to the first corner, the short way round: a polygon may lie across 180 degrees.
            double x0 = Radians(Math.IEEERemainder(from.Longitude - corners[0].Longitude, 360)), x1 = Radians(Math.IEEERemainder(to.Longitude - corners[0].Longitude, 360));
            twice += (x0 * Authalic(to.Latitude)) - (x1 * Authalic(from.Latitude));
        }

        return Math.Abs(twice) / 2 * SemiMajor * SemiMajor / 2;
    }

    // q of equation 3-12, which grows with the area from the equator to a latitude.
    private static double Authalic(double latitude)
    {
        double sine = Math.Sin(Radians(latitude)), product = Eccentricity * sine;
        return (1 - EccentricitySquared) * ((sine / (1 - (product * product))) + (Math.Atanh(product) / Eccentricity));
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
