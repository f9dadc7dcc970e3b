namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>What a unit measures.</summary>
internal enum UnitKind
{
    /// <summary>Length; the factor is in metres.</summary>
    Length,

    /// <summary>Angle; the factor is in radians.</summary>
    Angle,

    /// <summary>A ratio; the factor is a number.</summary>
    Scale,
}

/// <summary>A unit of measure as a definition names it.</summary>
/// <param name="Name">such as <c>US survey foot</c></param>
/// <param name="Factor">one unit in metres, radians or as a number</param>
/// <param name="Kind">what it measures</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
internal sealed record Unit(string Name, double Factor, UnitKind Kind, int? Code = null)
{
    /// <summary>The metre.</summary>
    public static Unit Metre { get; } = new("metre", 1, UnitKind.Length, 9001);

    /// <summary>The degree of arc.</summary>
    public static Unit Degree { get; } = new("degree", Math.PI / 180, UnitKind.Angle, 9122);

    /// <summary>The second of arc.</summary>
    public static Unit ArcSecond { get; } = new("arc-second", Math.PI / 648000, UnitKind.Angle, 9104);

    /// <summary>The plain number.</summary>
    public static Unit Unity { get; } = new("unity", 1, UnitKind.Scale, 9201);
}
