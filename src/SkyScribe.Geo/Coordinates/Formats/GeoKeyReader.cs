using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads the system of a GeoTIFF's GeoKeys: EPSG's codes, or a definition of the file's own.</summary>
/// <remarks>OGC 19-008r4 (GeoTIFF 1.1), Annex B and C, and the table of coordinate transformations of GeoTIFF 1.0, section 6.3.3.3.</remarks>
internal sealed class GeoKeyReader
{
    private const int UserDefined = 32767, Projected = 1, Longitudes = 2;
    private readonly IReadOnlyDictionary<int, object> _keys;
    private readonly string _file;
    private int? _unknown;

    private GeoKeyReader(IReadOnlyDictionary<int, object> keys, string file) => (_keys, _file) = (keys, file);

    /// <summary>The system; null where the keys define none, or one under a code that the table does not have.</summary>
    /// <param name="keys">key numbers with their values: <see cref="int"/>, arrays of <see cref="double"/> or <see cref="string"/></param>
    /// <param name="file">the file, for messages</param>
    /// <param name="unknown">the code that the table does not have</param>
    /// <exception cref="GeoException">A key contradicts another, has an impossible value, or the system is not of the Earth.</exception>
    public static CoordinateSystem? Read(IReadOnlyDictionary<int, object> keys, string file, out int? unknown)
    {
        unknown = null;
        var reader = new GeoKeyReader(keys, file);
        if (reader.EsriText() is { } text)
        {
            return WktReader.Read(text, file);
        }

        int? model = reader.Code(1024);
        bool hasProjection = reader.Code(3072) is not null || reader.Code(3074) is not null || reader.Code(3075) is not null;
        CoordinateSystem? system = model switch
        {
            Projected => reader.ProjectedSystem(),
            Longitudes => reader.LongitudesOnly(),
            3 => throw reader.Problem(1024, "3 (geocentric)", "1 (projected) or 2 (longitude and latitude)"),
            _ => hasProjection ? reader.ProjectedSystem() : reader.Code(2048) is not null ? reader.LongitudesOnly() : null,
        };
        unknown = reader._unknown;
        return system is null || system.Geographic.Datum.Ellipsoid.IsEarth ? system : throw WktReader.NotEarth(file, system);
    }

    private CoordinateSystem? LongitudesOnly()
    {
        if (Code(2048) is { } code && code != UserDefined)
        {
            return EpsgTable.FindGeographic(code) ?? Unknown(code);
        }

        if (Code(2048) is null && Code(2050) is null && Code(2056) is null && Number(2057) is null)
        {
            return null;
        }

        GeographicSystem geographic = Geographic()!;
        CoordinateSystem system = Identification.Complete(
            new CoordinateSystem { Name = geographic.Name, Geographic = geographic, Unit = geographic.Unit }, null, StatedShift());
        bool isDegree = geographic.Unit.Factor == Unit.Degree.Factor;

        // The prime meridian is in the angular unit by the standard; GDAL 3.6 writes degrees times that unit.
        return isDegree || Number(2061) is null or 0 ? system : system with { Shift = null };
    }

    private CoordinateSystem? ProjectedSystem()
    {
        if (Code(3072) is { } code && code != UserDefined)
        {
            if (EpsgTable.Find(code) is not { IsGeographic: false } published)
            {
                return Unknown(code);
            }

            return Code(3076) is not null && LengthUnit() is var said && double.Abs((said.Factor / published.Unit.Factor) - 1) > 1e-6
                ? throw Problem(3076, $"{said.Name} beside EPSG:{code}, whose unit is {published.Unit.Name}",
                "one unit: the file contradicts itself, set its system anew (gdal_edit.py -a_srs)")
                : published;
        }

        if (Code(3074) is null && Code(3075) is null)
        {
            return null;
        }

        GeographicSystem? geographic = Geographic();
        Unit unit = LengthUnit();
        Conversion? conversion = Code(3074) is not { } projection || projection == UserDefined
            ? geographic is null ? null : GeoKeyConversion.Read(Code(3075) ?? UserDefined, Number, geographic.Unit, unit)
            : EpsgTable.FindConversion(projection);
        if (geographic is null || conversion is null)
        {
            return Unknown(geographic is null ? Code(2048)!.Value : Code(3074)!.Value);
        }

        string name = Text(3073) ?? Text(1026) ?? conversion.Name;
        return Identification.Complete(
            new CoordinateSystem { Name = name, Geographic = geographic, Conversion = conversion, Unit = unit }, null, StatedShift());
    }

    // null for a code that the table does not have
    private GeographicSystem? Geographic()
    {
        if (Code(2048) is { } code && code != UserDefined)
        {
            return EpsgTable.FindGeographic(code)?.Geographic;
        }

        Unit unit = Code(2054) is { } angle && angle != UserDefined
            ? EpsgTable.FindUnit(angle) is { Kind: UnitKind.Angle } known ? known : throw Problem(2054, $"{angle}", "an angular unit that EPSG has")
            : Number(2055) is { } size ? Bounded(2055, new Unit("user-defined", size, UnitKind.Angle), 1e-9, Math.PI) : Unit.Degree;
        string[] citation = (Text(2049) ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string Cited(string kind, string otherwise) => citation.FirstOrDefault(
            part => part.StartsWith(kind + " = ", StringComparison.Ordinal)) is { } part ? part[(kind.Length + 3)..] : otherwise;
        int? datumCode = Code(2050) is { } datum && datum != UserDefined ? datum : null;
        Datum? published = datumCode is null ? null : EpsgTable.FindDatum(datumCode.Value)
            ?? throw Problem(2050, $"EPSG:{datumCode}", "a datum that EPSG has");
        Ellipsoid ellipsoid = Spheroid(Cited("Ellipsoid", "")) ?? published?.Ellipsoid
            ?? throw Problem(2056, "no ellipsoid", "one of EPSG's, or its axes in keys 2057 to 2059");
        PrimeMeridian meridian = Code(2051) is { } m && m != UserDefined
            ? EpsgTable.FindMeridian(m) ?? throw Problem(2051, $"EPSG:{m}", "a prime meridian that EPSG has")
            : Number(2061) is { } longitude ? new PrimeMeridian(Cited("Primem", "user-defined"), longitude, unit) : published?.Meridian
            ?? PrimeMeridian.Greenwich;
        string name = Cited("GCS Name", citation.Length > 0 ? citation[0] : "user-defined");
        return new GeographicSystem(name, new Datum(published?.Name ?? Cited("Datum", name), ellipsoid, meridian, datumCode), unit);
    }

    private Ellipsoid? Spheroid(string name)
    {
        if (Code(2056) is { } code && code != UserDefined)
        {
            return EpsgTable.FindEllipsoid(code) ?? throw Problem(2056, $"EPSG:{code}", "an ellipsoid that EPSG has");
        }

        if (Number(2057) is not { } axis)
        {
            return null;
        }

        double unit = Code(2052) is { } length && length != UserDefined && EpsgTable.FindUnit(length) is { Kind: UnitKind.Length } known
            ? known.Factor : Number(2053) ?? 1;
        double a = axis * unit, flattening = Number(2059) ?? (Number(2058) is { } b && b * unit != a ? a / (a - (b * unit)) : 0);
        return a > 0 && double.IsFinite(a) && (flattening == 0 || (flattening > 2 && double.IsFinite(flattening)))
            ? new Ellipsoid(name.Length > 0 ? name : "user-defined", a, flattening)
            : throw Problem(2057, $"a semi-major axis of {a} m and an inverse flattening of {flattening}", "an ellipsoid");
    }

    private Unit LengthUnit() => Code(3076) is { } code && code != UserDefined
        ? EpsgTable.FindUnit(code) is { Kind: UnitKind.Length } known ? known : throw Problem(3076, $"{code}", "a unit of length that EPSG has")
        : Number(3077) is { } size ? Bounded(3077, new Unit("user-defined", size, UnitKind.Length), 1e-6, 1e6) : Unit.Metre;

    private CoordinateSystem? Unknown(int code)
    {
        _unknown = code;
        return null;
    }

    private DatumShift? StatedShift() => _keys.GetValueOrDefault(2062) is double[] { Length: 3 or 7 } v && v.All(value => double.Abs(value) < 1e5)
        ? WktShift.Stated(new HelmertParameters(
        v[0], v[1], v[2], v.Length > 3 ? v[3] : 0, v.Length > 3 ? v[4] : 0, v.Length > 3 ? v[5] : 0, v.Length > 3 ? v[6] : 0))
        : null;

    // ESRI puts its whole text into a citation.
    private string? EsriText()
    {
        const string Mark = "ESRI PE String = ";
        foreach (int key in (ReadOnlySpan<int>)[1026, 3073, 2049])
        {
            if (Text(key) is { } text && text.StartsWith(Mark, StringComparison.Ordinal))
            {
                return text[Mark.Length..].TrimEnd('|', '\0');
            }
        }

        return null;
    }

    private Unit Bounded(int key, Unit unit, double smallest, double greatest) =>
        unit.Factor >= smallest && unit.Factor <= greatest ? unit
        : throw Problem(key, $"a unit of {unit.Factor}", $"between {smallest} and {greatest}");

    private int? Code(int key) => _keys.GetValueOrDefault(key) is int code and not 0 ? code : null;

    private double? Number(int key) => _keys.GetValueOrDefault(key) switch
    {
        double[] { Length: > 0 } numbers => double.IsFinite(numbers[0]) ? numbers[0] : throw Problem(key, $"{numbers[0]}", "a finite number"),
        int number => number,
        _ => null,
    };

    private string? Text(int key) =>
        _keys.GetValueOrDefault(key) is string text && text.Trim('|', ' ', '\0') is { Length: > 0 } trimmed ? trimmed : null;

    private GeoException Problem(int key, string found, string expected) => new(_file, $"tag 34735 (GeoKeyDirectory), key {key}", found, expected);
}
