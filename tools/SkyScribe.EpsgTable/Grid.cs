using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.EpsgTable;

/// <summary>Places spread over an area.</summary>
internal static class Grid
{
    /// <summary>(<paramref name="steps"/> + 1) squared places, the area's edges among them, in degrees.</summary>
    public static IEnumerable<(double Longitude, double Latitude)> Of(GeographicArea area, int steps)
    {
        double width = area.East - area.West + (area.East < area.West ? 360 : 0);
        for (int row = 0; row <= steps; row++)
        {
            for (int column = 0; column <= steps; column++)
            {
                yield return (Math.IEEERemainder(area.West + (width * column / steps), 360), area.South + ((area.North - area.South) * row / steps));
            }
        }
    }

    /// <summary>As <see cref="Of"/>, a little inside of the area's edges, where the world ends; says which places are its middle and its
    /// quarters.</summary>
    public static IEnumerable<(double Longitude, double Latitude, bool Inner)> Inside(GeographicArea area, int steps)
    {
        const double Edge = 1e-4;
        double width = area.East - area.West + (area.East < area.West ? 360 : 0), height = area.North - area.South;
        for (int row = 0; row <= steps; row++)
        {
            for (int column = 0; column <= steps; column++)
            {
                double across = (double)column / steps, up = (double)row / steps;
                yield return (Math.IEEERemainder(area.West + (width * Math.Clamp(across, Edge, 1 - Edge)), 360), area.South
                    + (height * Math.Clamp(up, Edge, 1 - Edge)),
                    across is 0.25 or 0.5 or 0.75 && up is 0.25 or 0.5 or 0.75);
            }
        }
    }
}
