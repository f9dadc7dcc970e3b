using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Layers;

/// <summary>The coordinate reference system of a layer, from what its rasters say.</summary>
internal static class LayerReferences
{
    private const int Wgs84 = 4326;

    /// <summary>Finds it.</summary>
    /// <param name="rasters">their names</param>
    /// <param name="descriptions">what they say; null for nothing</param>
    /// <exception cref="GeoException">They are in different systems.</exception>
    public static LayerReference Of(IReadOnlyList<string> rasters, IReadOnlyList<CrsDescription?> descriptions)
    {
        for (int i = 1; i < descriptions.Count; i++)
        {
            if (!IsSame(descriptions[0], descriptions[i]))
            {
                throw new GeoException(
                    rasters[i], $"is in another coordinate reference system ({Named(descriptions[i])}) than {rasters[0]} ({Named(descriptions[0])}); expected rasters of one system: name a folder in --out for a file each");
            }
        }

        return Of(descriptions[0]);
    }

    /// <summary>Makes it of a description.</summary>
    public static LayerReference Of(CrsDescription? description) => description switch
    {
        null => LayerReference.Unknown,
        { Epsg: Wgs84 } => new LayerReference { Name = "EPSG:4326 (WGS 84)", Epsg = Wgs84, ToWgs84 = (x, y) => (x, y), Accuracy = 0 },
        _ => new LayerReference { Name = Named(description), Epsg = description.Epsg, Wkt = description.Wkt, Refusal = "its transformation to WGS 84 is not known" },
    };

    private static string Named(CrsDescription? description) => description switch
    {
        null => "none",
        { Epsg: { } code } => FormattableString.Invariant($"EPSG:{code}"),
        { Wkt: { } wkt } => wkt.Length > 60 ? wkt[..60] + "..." : wkt,
        _ => "defined by its own keys",
    };

    private static bool IsSame(CrsDescription? first, CrsDescription? second) => (first, second) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        ({ Epsg: not null } or { GeoKeys: null }, _) => first.Epsg == second.Epsg && (first.Epsg is not null || first.Wkt == second.Wkt),
        _ => second.GeoKeys is { } keys && keys.Count == first.GeoKeys!.Count && first.GeoKeys.All(key => keys.TryGetValue(key.Key, out object? other) && Equal(key.Value, other)),
    };

    private static bool Equal(object first, object second) => first is double[] a && second is double[] b ? a.AsSpan().SequenceEqual(b) : first.Equals(second);
}
