namespace SkyScribe.Geo.Rasters;

/// <summary>What a file says of its coordinate reference system, as it says it.</summary>
internal sealed record CrsDescription
{
    /// <summary>EPSG's number; null where the file does not name one.</summary>
    public int? Epsg { get; init; }

    /// <summary>Well-known text, version 1 or 2, of a .prj or .aux.xml file or a VRT; null where there is none.</summary>
    public string? Wkt { get; init; }

    /// <summary>GeoKeys: <see cref="int"/>, arrays of <see cref="double"/> or <see cref="string"/>; null where there are none.</summary>
    public IReadOnlyDictionary<int, object>? GeoKeys { get; init; }
}
