namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>How a raster's x and y follow from the two coordinates that a projection's method names.</summary>
/// <param name="Swapped">whether x is the method's second coordinate</param>
/// <param name="SignX">-1 where x counts against the method's direction</param>
/// <param name="SignY">-1 where y counts against the method's direction</param>
internal readonly record struct PlaneAxes(bool Swapped, int SignX, int SignY)
{
    /// <summary>As the method names them.</summary>
    public static PlaneAxes AsNamed { get; } = new(false, 1, 1);

    /// <summary>The axes of a definition. As in GDAL, rasters have the easting first where the definition has north before east, and else the
    /// definition's order.</summary>
    public static PlaneAxes Of(IReadOnlyList<Axis> axes, int methodCode)
    {
        if (axes.Count < 2)
        {
            return AsNamed;
        }

        (string first, string second) = (axes[0].Direction.ToUpperInvariant(), axes[1].Direction.ToUpperInvariant());
        if ((first is "NORTH" or "SOUTH") == (second is "NORTH" or "SOUTH") || !IsCardinal(first) || !IsCardinal(second))
        {
            return AsNamed;   // around a pole both axes point north or south, and rasters have the easting first
        }

        if (first == "NORTH" && second == "EAST")
        {
            (first, second) = (second, first);
        }

        bool swapped = first is "NORTH" or "SOUTH";
        (string natural, string naturalSecond) = methodCode switch
        {
            9808 or 9819 or 9828 => ("WEST", "SOUTH"),
            9826 => ("WEST", "NORTH"),
            _ => ("EAST", "NORTH"),
        };
        return new PlaneAxes(swapped, first == (swapped ? naturalSecond : natural) ? 1 : -1, second == (swapped ? natural : naturalSecond) ? 1 : -1);
    }

    /// <summary>From the method's coordinates to the raster's.</summary>
    public (double X, double Y) FromMethod(double x, double y) => Swapped ? (SignX * y, SignY * x) : (SignX * x, SignY * y);

    /// <summary>From the raster's coordinates to the method's.</summary>
    public (double X, double Y) ToMethod(double x, double y) => Swapped ? (SignY * y, SignX * x) : (SignX * x, SignY * y);

    private static bool IsCardinal(string direction) => direction is "NORTH" or "SOUTH" or "EAST" or "WEST";
}
