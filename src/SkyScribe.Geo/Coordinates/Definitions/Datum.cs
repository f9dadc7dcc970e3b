namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>A meridian from which longitudes are counted.</summary>
/// <param name="Name">such as <c>Paris</c></param>
/// <param name="Longitude">its longitude from Greenwich, in <paramref name="Unit"/></param>
/// <param name="Unit">an angular unit</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
internal sealed record PrimeMeridian(string Name, double Longitude, Unit Unit, int? Code = null)
{
    /// <summary>The meridian of Greenwich.</summary>
    public static PrimeMeridian Greenwich { get; } = new("Greenwich", 0, Unit.Degree, 8901);

    /// <summary>Its longitude from Greenwich, in radians.</summary>
    public double Radians => Longitude * Unit.Factor;
}

/// <summary>A geodetic reference frame: an ellipsoid fixed to the Earth.</summary>
/// <param name="Name">as the definition names it</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
internal sealed record Datum(string Name, Ellipsoid Ellipsoid, PrimeMeridian Meridian, int? Code = null);

/// <summary>Longitude and latitude on a datum.</summary>
/// <param name="Name">such as <c>NTF (Paris)</c></param>
/// <param name="Unit">the unit of longitude and latitude</param>
/// <param name="Code">EPSG's code; null where the definition has none</param>
/// <param name="LongitudeFirst">whether the definition lists the longitude first; rasters hold it first either way</param>
internal sealed record GeographicSystem(string Name, Datum Datum, Unit Unit, int? Code = null, bool LongitudeFirst = false);

/// <summary>An axis of the plane, as definitions write it.</summary>
/// <param name="Name">such as <c>Easting</c></param>
/// <param name="Abbreviation">such as <c>E</c></param>
/// <param name="Direction">east, north, west, south, or such as <c>South along 90°E</c></param>
internal sealed record Axis(string Name, string Abbreviation, string Direction);
