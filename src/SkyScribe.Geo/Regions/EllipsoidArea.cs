namespace SkyScribe.Geo.Regions;

/// <summary>Areas on the WGS 84 ellipsoid.</summary>
/// <remarks>Snyder, Map Projections: a Working Manual (1987), equation 3-12: the cylindrical equal-area projection keeps areas, so the area of a
/// polygon with short sides is that of its projected corners.</remarks>
internal static class EllipsoidArea
{
    private const double SemiMajor = 6378137, Flattening = 1 / 298.257223563;
    private static readonly double EccentricitySquared = Flattening * (2 - Flattening), Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>The area of a polygon, also of one across the antimeridian or around a pole.</summary>
    /// <param name="corners">longitude and latitude in degrees; between neighbours latitude changes evenly with the authalic latitude, so that long
    /// sides need places between them</param>
    /// <returns>square metres; not a number where a corner is none</returns>
    public static double Of(IReadOnlyList<(double Longitude, double Latitude)> corners)
    {
        double sum = 0, turn = 0;
        for (int i = 0; i < corners.Count; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Count]);
            double width = Radians(Math.IEEERemainder(to.Longitude - from.Longitude, 360));
            sum += width * (Authalic(from.Latitude) + Authalic(to.Latitude)) / 2;
            turn += width;
        }

        // Around a pole the sides bound what lies between them and the equator; the polygon is the rest of the hemisphere.
        double twice = Math.Abs(turn) > Math.PI ? Math.Abs(2 * Math.PI * Authalic(90)) - Math.Abs(sum) : Math.Abs(sum);
        return twice * SemiMajor * SemiMajor / 2;
    }

    // q of equation 3-12, which grows with the area from the equator to a latitude.
    private static double Authalic(double latitude)
    {
        double sine = Math.Sin(Radians(latitude)), product = Eccentricity * sine;
        return (1 - EccentricitySquared) * ((sine / (1 - (product * product))) + (Math.Atanh(product) / Eccentricity));
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
