namespace SkyScribe.Geo.Coordinates.Definitions;

/// <summary>A box of longitudes and latitudes, in degrees on WGS 84; one across the 180th meridian has its west greater than its east.</summary>
internal readonly record struct GeographicArea(double West, double South, double East, double North)
{
    /// <summary>Whether a place lies in it or within a margin of it, in degrees.</summary>
    public bool Contains(double longitude, double latitude, double margin = 0)
    {
        double width = East - West + (East < West ? 360 : 0) + (2 * margin), into = longitude - (West - margin);
        into -= 360 * Math.Floor(into / 360);
        return latitude >= South - margin && latitude <= North + margin && (width >= 360 || into <= width);
    }
}
