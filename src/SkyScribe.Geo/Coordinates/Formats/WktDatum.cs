using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.IO;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads longitudes and latitudes, datums, ellipsoids, meridians and units of well-known text.</summary>
internal static class WktDatum
{
    // Definitions write these in degrees even where their unit is another (GDAL's and ESRI's WKT 1), or the other way round.
    private static readonly (string Name, double Degrees)[] Meridians =
    [
        ("Paris", 2.33722917), ("Ferro", -17.666666667), ("Lisbon", -9.131906111), ("Bogota", -74.080916667), ("Madrid", -3.687938889),
        ("Rome", 12.452333333), ("Bern", 7.439583333),
        ("Jakarta", 106.807719444), ("Brussels", 4.367975), ("Stockholm", 18.058277778), ("Athens", 23.7163375), ("Oslo", 10.722916667),
        ("Paris RGS", 2.337208333),
    ];

    /// <summary>GEOGCS, BASEGEOGCRS and the like.</summary>
    public static GeographicSystem Geographic(WktNode node, string file)
    {
        WktNode datum = node.Child("DATUM", "TRF", "GEODETICDATUM", "ENSEMBLE")
            ?? throw new GeoException(
            file, "coordinate system", $"{node.Keyword} {SkyScribeException.Quote(node.Name)} without a DATUM", "one with it");
        WktNode ellipsoid = datum.Child("SPHEROID", "ELLIPSOID")
            ?? throw new GeoException(file, "coordinate system", $"DATUM {SkyScribeException.Quote(datum.Name)} without a SPHEROID", "one with it");
        WktNode? axis = node.Child("AXIS"), unitNode = node.Child("UNIT", "ANGLEUNIT") ?? axis?.Child("ANGLEUNIT", "UNIT");

        // WKT 2's base systems have no unit of their own: their meridian's or degrees.
        Unit unit = unitNode is not null ? UnitOf(unitNode, UnitKind.Angle, file)
            : node.Child("PRIMEM")?.Child("ANGLEUNIT", "UNIT") is { } meridianUnit ? UnitOf(meridianUnit, UnitKind.Angle, file) : Unit.Degree;
        bool longitudeFirst = axis is { Values.Count: >= 2 } && axis.Values[1].Equals("EAST", StringComparison.OrdinalIgnoreCase);
        return new GeographicSystem(node.Name, new Datum(datum.Name, EllipsoidOf(ellipsoid, file), Meridian(node.Child("PRIMEM"), unit, file),
            datum.EpsgCode()), unit, node.EpsgCode(), longitudeFirst);
    }

    /// <summary>UNIT, LENGTHUNIT, ANGLEUNIT and SCALEUNIT.</summary>
    public static Unit UnitOf(WktNode node, UnitKind kind, string file)
    {
        double factor = node.Number(1) ?? throw new GeoException(
            file, "coordinate system", $"{node.Keyword} {SkyScribeException.Quote(node.Name)} without a factor",
            "one with it, such as UNIT[\"metre\",1]");
        double smallest = kind == UnitKind.Angle ? 1e-9 : 1e-6, greatest = kind == UnitKind.Angle ? Math.PI : 1e6;
        if (!(factor >= smallest && factor <= greatest))
        {
            throw new GeoException(file, "coordinate system", $"{node.Keyword} {SkyScribeException.Quote(node.Name)} of {factor}",
                $"between {smallest} and {greatest} {(kind == UnitKind.Angle ? "radians" : "metres")}");
        }

        // Texts write degrees with few digits; 1e-8 of an angle is a third of a millimetre.
        bool isDegree = kind == UnitKind.Angle && double.Abs((factor / Unit.Degree.Factor) - 1) < 1e-8;
        return isDegree ? Unit.Degree with { Name = node.Name } : new Unit(node.Name, factor, kind, node.EpsgCode());
    }

    private static Ellipsoid EllipsoidOf(WktNode node, string file)
    {
        double unit = node.Child("LENGTHUNIT", "UNIT") is { } length ? UnitOf(length, UnitKind.Length, file).Factor : 1;
        if (node.Number(1) is { } axis && node.Number(2) is { } flattening && axis > 0 && (flattening == 0 || flattening > 2))
        {
            return new Ellipsoid(node.Name, axis * unit, flattening, node.EpsgCode());
        }

        throw new GeoException(
            file, "coordinate system",
            $"{node.Keyword} {SkyScribeException.Quote(node.Name)} of {string.Join(" and ", node.Values.Skip(1).Select(SkyScribeException.Quote))}",
            "its semi-major axis and its inverse flattening (0, or more than 2)");
    }

    private static PrimeMeridian Meridian(WktNode? node, Unit unit, string file)
    {
        if (node is null)
        {
            return PrimeMeridian.Greenwich;
        }

        double longitude = node.Number(1) ?? throw new GeoException(
            file, "coordinate system", $"PRIMEM {SkyScribeException.Quote(node.Name)} without its longitude", "one with it");
        Unit own = node.Child("ANGLEUNIT", "UNIT") is { } angle ? UnitOf(angle, UnitKind.Angle, file) : unit;
        foreach ((string name, double degrees) in Meridians)
        {
            if (EpsgTable.Simplify(node.Name) == EpsgTable.Simplify(name) && double.Abs(longitude - degrees) < 1e-5)
            {
                own = Unit.Degree;
            }
        }

        double turn = longitude * own.Factor;
        return double.Abs(turn) <= 2 * Math.PI
            ? new PrimeMeridian(node.Name, longitude, own, node.EpsgCode())
            : throw new GeoException(file, "coordinate system", $"PRIMEM {SkyScribeException.Quote(node.Name)} at {longitude}", "a longitude");
    }
}
