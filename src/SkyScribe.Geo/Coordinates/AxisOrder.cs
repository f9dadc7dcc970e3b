namespace SkyScribe.Geo.Coordinates;

/// <summary>Which of a system's coordinates EPSG has first. Layers have the one to the right first; services that name a system by its code must
/// keep EPSG's order.</summary>
internal static class AxisOrder
{
    /// <summary>Whether EPSG has the coordinate upwards (latitude, northing) first.</summary>
    /// <param name="epsg">the system's code</param>
    /// <returns>null where the system is not known, or its axes do not point right and up (around the poles)</returns>
    public static bool? IsUpwardsFirst(int epsg)
    {
        if (EpsgTable.Find(epsg) is not { } system)
        {
            return null;
        }

        if (system.IsGeographic)
        {
            return !system.Geographic.LongitudeFirst;
        }

        return system.Axes is [{ Direction: var first }, { Direction: var second }]
            ? (first.ToUpperInvariant(), second.ToUpperInvariant()) switch
            {
                ("EAST", "NORTH") => false,
                ("NORTH", "EAST") => true,
                _ => null,
            }
            : null;
    }
}
