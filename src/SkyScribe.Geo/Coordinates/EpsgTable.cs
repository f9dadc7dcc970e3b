using System.Globalization;
using System.IO.Compression;
using System.Text;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates;

/// <summary>EPSG's projected and geographic coordinate systems, from a table inside the program: no database is needed.</summary>
/// <remarks>The table is made by <c>tools/SkyScribe.EpsgTable</c>, which describes its lines. It is read at the first use and then kept as text (1
/// MB); records are made when asked for.</remarks>
internal static class EpsgTable
{
    private static readonly Lazy<Dictionary<(char Kind, int Code), string>> Records = new(Read);
    private static readonly Lazy<ILookup<string, int>> DatumNames = new(ReadDatumNames);
    private static readonly Lazy<Dictionary<int, string>> DatumShifts = new(ReadDatumShifts);

    /// <summary>Which edition of EPSG's data the table holds.</summary>
    public static string Edition => Records.Value[('#', 0)];

    /// <summary>The codes of all projected (<c>P</c>) or geographic (<c>G</c>) systems.</summary>
    public static IEnumerable<int> Codes(char kind) => Records.Value.Keys.Where(key => key.Kind == kind).Select(key => key.Code).Order();

    /// <summary>The system of a code; null where the table has none.</summary>
    public static CoordinateSystem? Find(int code) => FindProjected(code) ?? FindGeographic(code);

    /// <summary>Longitude and latitude under a code; null where the table has none.</summary>
    public static CoordinateSystem? FindGeographic(int code)
    {
        if (Fields('G', code) is not { } f)
        {
            return null;
        }

        GeographicSystem system = Geographic(code, f);
        return new CoordinateSystem { Name = system.Name, EpsgCode = code, Geographic = system, Unit = system.Unit, Shift = Shift(f[5]),
            AreaOfUse = Area(f, 6) };
    }

    /// <summary>A conversion (map projection with parameters) under a code; null where the table has none.</summary>
    public static Conversion? FindConversion(int code) => Fields('V', code) is { } f
        ? new Conversion(f[4], Integer(f[2]), f[3], [.. Enumerable.Range(0, (f.Length - 5) / 3).Select(i => new ParameterValue(
            (ProjectionParameter)Integer(f[5 + (3 * i)]), Number(f[6 + (3 * i)]), FindUnit(Integer(f[7 + (3 * i)]))!))], code)
        : null;

    /// <summary>A unit under a code; null where the table has none.</summary>
    public static Unit? FindUnit(int code) => Fields('U', code) is { } f
        ? new Unit(f[4], Number(f[3]), f[2] switch { "length" => UnitKind.Length, "angle" => UnitKind.Angle, _ => UnitKind.Scale }, code)
        : null;

    /// <summary>An ellipsoid under a code; null where the table has none.</summary>
    public static Ellipsoid? FindEllipsoid(int code) => Fields('E', code) is { } f ? new Ellipsoid(f[4], Number(f[2]), Number(f[3]), code) : null;

    /// <summary>A prime meridian under a code; null where the table has none.</summary>
    public static PrimeMeridian? FindMeridian(int code) =>
        Fields('M', code) is { } f ? new PrimeMeridian(f[4], Number(f[2]), FindUnit(Integer(f[3]))!, code) : null;

    /// <summary>A datum under a code; null where the table has none.</summary>
    public static Datum? FindDatum(int code) =>
        Fields('D', code) is { } f ? new Datum(f[4], FindEllipsoid(Integer(f[2]))!, FindMeridian(Integer(f[3]))!, code) : null;

    /// <summary>The datums of a name or of one of their other names, in EPSG's or ESRI's manner.</summary>
    public static IEnumerable<Datum> FindDatums(string name) => DatumNames.Value[Simplify(name)].Select(code => FindDatum(code)!);

    /// <summary>The shift to WGS 84 of longitude and latitude on a datum; null where nobody knows one.</summary>
    public static DatumShift? FindShiftOfDatum(int datumCode) => DatumShifts.Value.TryGetValue(datumCode, out string? index) ? Shift(index) : null;

    /// <summary>The projected systems on some datums.</summary>
    public static IEnumerable<CoordinateSystem> ProjectedOn(IReadOnlySet<int> datumCodes)
    {
        HashSet<string> bases = [.. Codes('G').Select(code => Fields('G', code)!).Where(f => datumCodes.Contains(Integer(f[2]))).Select(f => f[1])];
        return Codes('P').Where(code => bases.Contains(Fields('P', code)![2])).Select(code => FindProjected(code)!);
    }

    /// <summary>A name without what EPSG's, OGC's and ESRI's spellings differ in.</summary>
    public static string Simplify(string name)
    {
        string start = name.StartsWith("D_", StringComparison.OrdinalIgnoreCase) ? name[2..] : name;
        return string.Concat(start.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }

    private static CoordinateSystem? FindProjected(int code)
    {
        if (Fields('P', code) is not { } f)
        {
            return null;
        }

        int geographic = Integer(f[2]);
        string[] axes = Fields('C', Integer(f[4]))!;
        return new CoordinateSystem
        {
            Name = f[10],
            EpsgCode = code,
            Geographic = Geographic(geographic, Fields('G', geographic)!),
            Conversion = FindConversion(Integer(f[3])),
            Unit = FindUnit(Integer(axes[2]))!,
            Axes = [new Axis(axes[3], axes[4], axes[5]), new Axis(axes[6], axes[7], axes[8])],
            Shift = Shift(f[5]),
            AreaOfUse = Area(f, 6),
        };
    }

    private static GeographicSystem Geographic(int code, string[] f) =>
        new(f[10], FindDatum(Integer(f[2]))!, FindUnit(Integer(f[3]))!, code, f[4] == "lon");

    private static DatumShift? Shift(string index)
    {
        if (index.Length == 0)
        {
            return null;
        }

        string[] f = Fields('T', Integer(index))!;
        return new DatumShift(
            f[11], Enum.Parse<ShiftOrigin>(f[2]), Number(f[3]),
            new HelmertParameters(Number(f[4]), Number(f[5]), Number(f[6]), Number(f[7]), Number(f[8]), Number(f[9]), Number(f[10])));
    }

    private static GeographicArea Area(string[] f, int first) =>
        new(Number(f[first]), Number(f[first + 1]), Number(f[first + 2]), Number(f[first + 3]));

    private static string[]? Fields(char kind, int code) => Records.Value.TryGetValue((kind, code), out string? line) ? line.Split('\t') : null;

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<(char, int), string> Read()
    {
        using Stream resource = typeof(EpsgTable).Assembly.GetManifestResourceStream("epsg.txt.br")
            ?? throw new InvalidOperationException("The table of coordinate systems is not in the program.");
        using var text = new StreamReader(new BrotliStream(resource, CompressionMode.Decompress), Encoding.UTF8);
        Dictionary<(char, int), string> records = new(11000);
        while (text.ReadLine() is { } line)
        {
            int end = line.IndexOf('\t', 2);
            records.Add(line[0] == '#' ? ('#', 0) : (line[0], int.Parse(line.AsSpan(2, end - 2), CultureInfo.InvariantCulture)), line);
        }

        return records;
    }

    private static ILookup<string, int> ReadDatumNames() => Codes('D')
        .SelectMany(code => Fields('D', code) is var f ? f![5].Split('|', StringSplitOptions.RemoveEmptyEntries).Prepend(f[4])
        .Select(name => (Name: Simplify(name), Code: code)).Distinct() : [])
        .ToLookup(pair => pair.Name, pair => pair.Code);

    private static Dictionary<int, string> ReadDatumShifts()
    {
        Dictionary<int, string> shifts = [];
        foreach (int code in Codes('G'))
        {
            string[] f = Fields('G', code)!;
            if (f[5].Length > 0)
            {
                shifts.TryAdd(Integer(f[2]), f[5]);
            }
        }

        return shifts;
    }
}
