using System.Globalization;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>What a raster's file says of its coordinate system, what outputs need of it, and the way to WGS 84 or the reason why there is
/// none.</summary>
internal sealed record CoordinateReference
{
    private const string WayOut =
        "; install PROJ 9 (on Debian: apt install libproj25 proj-data), or transform the raster: gdalwarp -t_srs EPSG:4326 IN OUT";

    /// <summary>The system; null where its code is newer than the table, or its kind has no places on the Earth.</summary>
    public CoordinateSystem? System { get; private init; }

    /// <summary>A name for people: EPSG's code with the system's name, or the name alone.</summary>
    public required string Name { get; init; }

    /// <summary>EPSG's code; null where the file names none, or defines the system otherwise than EPSG.</summary>
    public int? EpsgCode { get; private init; }

    /// <summary>Well-known text: the file's own to the letter, else made from its code or its keys; null for a code that the table does not
    /// have.</summary>
    public string? Wkt { get; private init; }

    /// <summary>PROJJSON, for GeoParquet; null where the system is not understood.</summary>
    public string? ProjJson => System is null ? null : ProjJsonWriter.Write(System);

    /// <summary>The way to WGS 84; null where a place could come out wrong.</summary>
    public IPlaceTransform? Transform { get; private init; }

    /// <summary>Why there is no way to WGS 84, and what to do; null where there is one.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Reads what a file says. GeoKeys count before text, and text before a bare code.</summary>
    /// <param name="file">its name, for messages</param>
    /// <param name="keys">GeoKeys; null where it has none</param>
    /// <param name="wkt">well-known text; null where it has none</param>
    /// <param name="code">EPSG's code; null where it has none</param>
    /// <returns>null where nothing defines a system</returns>
    /// <exception cref="GeoException">The definition is damaged, contradicts itself, or is of another planet.</exception>
    public static CoordinateReference? Read(string file, IReadOnlyDictionary<int, object>? keys, string? wkt, int? code)
    {
        int? unknown = null;
        CoordinateSystem? system = keys is null ? null : GeoKeyReader.Read(keys, file, out unknown);
        if (system is null && unknown is null && !string.IsNullOrWhiteSpace(wkt))
        {
            system = WktReader.Read(wkt, file);
        }

        if (system is null && unknown is null && code is not null)
        {
            system = EpsgTable.Find(code.Value);
            unknown = system is null ? code : null;
        }

        return system is not null ? Of(system) : unknown is null ? null : OfUnknown(unknown.Value);
    }

    /// <summary>Of a system.</summary>
    public static CoordinateReference Of(CoordinateSystem system)
    {
        IPlaceTransform? transform = CoordinateTransform.Find(system, out string? refusal);
        string? definition = WktWriter.Definition(system);
        transform ??= (system.Verbatim is null && system.EpsgCode is { } known ? Code(known) : definition) is { } text ? LibProj.Find(text) : null;
        return new CoordinateReference
        {
            System = system,
            Name = system.EpsgCode is { } code ? $"{Code(code)} ({system.Name})" : system.Name,
            EpsgCode = system.EpsgCode,
            Wkt = definition,
            Transform = transform,
            Refusal = transform is null ? refusal + WayOut : null,
        };
    }

    private static CoordinateReference OfUnknown(int code)
    {
        IPlaceTransform? transform = LibProj.Find(Code(code));
        return new CoordinateReference
        {
            Name = Code(code),
            EpsgCode = code,
            Transform = transform,
            Refusal = transform is null ? $"its code is not in the table of this version ({EpsgTable.Edition[2..]}){WayOut}" : null,
        };
    }

    private static string Code(int code) => string.Create(CultureInfo.InvariantCulture, $"EPSG:{code}");
}
