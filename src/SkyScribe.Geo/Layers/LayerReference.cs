namespace SkyScribe.Geo.Layers;

/// <summary>The coordinate reference system of a layer, and the way from it to WGS 84 where there is one.</summary>
internal sealed record LayerReference
{
    /// <summary>Of coordinates whose system is not known, pixels among them.</summary>
    public static LayerReference Unknown { get; } = new() { Name = "not known" };

    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>EPSG's number; null where it has none.</summary>
    public int? Epsg { get; init; }

    /// <summary>Well-known text, as the file had it or as it was made from the file's keys; null where there is none.</summary>
    public string? Wkt { get; init; }

    /// <summary>PROJJSON; null where there is none.</summary>
    public string? ProjJson { get; init; }

    /// <summary>By what the datum is brought to WGS 84; null where there is no way.</summary>
    public string? Method { get; init; }

    /// <summary>Turns coordinates into WGS 84 longitude and latitude, in degrees; null where that is not possible.</summary>
    public Func<double, double, (double Longitude, double Latitude)>? ToWgs84 { get; init; }

    /// <summary>Metres of a unit of x and of y at a place's y; null where the system is not known.</summary>
    public Func<double, (double X, double Y)>? MetresPerUnit { get; init; }

    /// <summary>Why there is no way to WGS 84, and what to do.</summary>
    public string? Refusal { get; init; }

    /// <summary>How far longitudes and latitudes may be off, in metres; null where it is not known.</summary>
    public double? Accuracy { get; init; }
}
