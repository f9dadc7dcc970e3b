namespace SkyScribe.Geo.Tests.Coordinates.Formats;

/// <summary>Definitions for tests.</summary>
internal static class SomeWkt
{
    /// <summary>WGS 84 in GDAL's WKT 1, without codes.</summary>
    public const string Wgs84 =
        """GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]""";

    /// <summary>UTM 33 north by a file of its own.</summary>
    public const string Utm33 = $"""
        PROJCS["my grid",{Wgs84},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],
        PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]
        """;

    /// <summary>MODIS's grid, as GDAL writes it.</summary>
    public const string Modis = """
        PROJCS["unnamed",GEOGCS["Unknown datum based upon the custom spheroid",DATUM["Not specified (based on custom spheroid)",SPHEROID["Custom spheroid",6371007.181,0]],
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Sinusoidal"],PARAMETER["longitude_of_center",0],PARAMETER["false_easting",0],PARAMETER["false_northing",0],
        UNIT["Meter",1]]
        """;

    /// <summary>The same grid on a datum.</summary>
    public static string OnDatum(string datum) =>
        Utm33.Replace("""DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]]""", datum, StringComparison.Ordinal);

    /// <summary>A projection of WGS 84.</summary>
    public static string Projected(string projection, string name = "grid") => $"PROJCS[\"{name}\",{Wgs84},{projection},UNIT[\"metre\",1]]";
}
