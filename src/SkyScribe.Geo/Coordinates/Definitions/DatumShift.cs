namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>Where a shift from a datum to WGS 84 comes from.</summary>
internal enum ShiftOrigin
{
    /// <summary>EPSG publishes it.</summary>
    Published,

    /// <summary>The file states it (TOWGS84 or a bound system), without an accuracy.</summary>
    StatedByFile,

    /// <summary>The datum is the same as WGS 84 within the accuracy, as all that satellites realize are.</summary>
    SameWithinAccuracy,

    /// <summary>Nobody publishes one for the area: longitude and latitude are taken as they are, and the accuracy says how far datums of the area are
    /// from WGS 84.</summary>
    Unknown,
}

/// <summary>Seven parameters that bring geocentric coordinates from a datum to WGS 84, in the position vector convention.</summary>
/// <remarks>EPSG method 9606, with rotations small enough for its linear form; the signs are TOWGS84's.</remarks>
/// <param name="Dx">in metres</param><param name="Dy">in metres</param><param name="Dz">in metres</param>
/// <param name="Rx">in seconds of arc</param><param name="Ry">in seconds of arc</param><param name="Rz">in seconds of arc</param>
/// <param name="Scale">in parts per million</param>
internal readonly record struct HelmertParameters(double Dx, double Dy, double Dz, double Rx = 0, double Ry = 0, double Rz = 0, double Scale = 0)
{
    /// <summary>Whether they change nothing.</summary>
    public bool IsZero => this == default;
}

/// <summary>How a datum is brought to WGS 84, and how well.</summary>
/// <param name="Name">the published transformation's name, or a sentence</param>
/// <param name="AccuracyMetres">how far a place may be off; null where the file states parameters and nobody their accuracy</param>
internal sealed record DatumShift(string Name, ShiftOrigin Origin, double? AccuracyMetres, HelmertParameters Parameters)
{
    /// <summary>WGS 84 itself; the centimetre covers the computation, other programs' included.</summary>
    public static DatumShift None { get; } = new("WGS 84", ShiftOrigin.SameWithinAccuracy, 0.01, default);
}
