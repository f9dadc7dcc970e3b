using SkyScribe.Geo.Coordinates.Definitions;
using SkyScribe.IO;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads well-known text, version 1 (OGC's, GDAL's and ESRI's) and 2 (ISO 19162), of longitude and latitude, projected, compound and bound
/// systems.</summary>
internal static class WktReader
{
    /// <summary>The system of a text.</summary>
    /// <param name="text">the text, which the system keeps</param>
    /// <param name="file">the file that it is of, for messages</param>
    /// <exception cref="GeoException">It is damaged, not of the Earth, or of a kind that rasters do not have.</exception>
    public static CoordinateSystem Read(string text, string file)
    {
        WktNode root = WktNode.Parse(text, file);
        DatumShift? stated = null;
        for (int depth = 0; depth < 4; depth++)
        {
            if (root.Keyword is "COMPD_CS" or "COMPOUNDCRS" && root.Child(
                "PROJCS", "GEOGCS", "PROJCRS", "PROJECTEDCRS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS", "BOUNDCRS") is { } horizontal)
            {
                root = horizontal;   // the height has no part in places
            }
            else if (root.Keyword == "BOUNDCRS" && root.Child("SOURCECRS") is { Children.Count: > 0 } source)
            {
                stated = WktShift.OfBound(root);
                root = source.Children[0];
            }
        }

        CoordinateSystem system = root.Keyword switch
        {
            "PROJCS" or "PROJCRS" or "PROJECTEDCRS" => Projected(root, file),
            "GEOGCS" or "GEOGCRS" or "GEOGRAPHICCRS" => Longitudes(root, file),
            "GEODCRS" or "GEODETICCRS"
                when root.Child("CS")?.Name.Equals("ellipsoidal", StringComparison.OrdinalIgnoreCase) == true => Longitudes(root, file),
            _ => throw new GeoException(file, "coordinate system", $"{root.Keyword} {SkyScribeException.Quote(root.Name)}",
                "a system of longitude and latitude or a map projection of the Earth"),
        };
        if (!system.Geographic.Datum.Ellipsoid.IsEarth)
        {
            throw NotEarth(file, system);
        }

        WktNode geographic = root.Child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS") ?? root;
        stated ??= WktShift.OfDatum(geographic.Child("DATUM"));
        return Identification.Complete(system, root.EpsgCode(), stated) with { Verbatim = text };
    }

    /// <summary>The error about another planet.</summary>
    public static GeoException NotEarth(string file, CoordinateSystem system) => new(
        file, "coordinate system",
        $"{SkyScribeException.Quote(system.Name)} on the ellipsoid {SkyScribeException.Quote(system.Geographic.Datum.Ellipsoid.Name)} with a radius of {system.Geographic.Datum.Ellipsoid.SemiMajorAxis:0} m",
        "a system of the Earth: rasters of other planets and moons are not supported");

    private static CoordinateSystem Longitudes(WktNode node, string file)
    {
        GeographicSystem system = WktDatum.Geographic(node, file);
        return new CoordinateSystem { Name = system.Name, Geographic = system, Unit = system.Unit };
    }

    private static CoordinateSystem Projected(WktNode node, string file)
    {
        WktNode geographicNode = node.Child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS")
            ?? throw new GeoException(file, "coordinate system",
            $"{node.Keyword} {SkyScribeException.Quote(node.Name)} without longitude and latitude (GEOGCS)", "one with it");
        GeographicSystem geographic = WktDatum.Geographic(geographicNode, file);
        Axis[] axes = [.. node.Children.Where(child => child.Keyword == "AXIS" && child.Values.Count >= 2).Take(2).Select(AxisOf)];
        WktNode? axisUnit = node.Child("AXIS")?.Child("LENGTHUNIT", "UNIT");
        Unit unit = (node.Child("UNIT", "LENGTHUNIT") ?? axisUnit) is { } unitNode ? WktDatum.UnitOf(unitNode, UnitKind.Length, file) : Unit.Metre;
        Conversion conversion = node.Child("CONVERSION") is { } second ? WktConversion.Second(second, geographic, unit, file)
            : WktConversion.First(node, geographic, unit, axes, file);
        return new CoordinateSystem { Name = node.Name, Geographic = geographic, Conversion = conversion, Unit = unit, Axes = axes };
    }

    // WKT 1: AXIS["Easting",EAST]; WKT 2: AXIS["easting (X)",east,MERIDIAN[...]], where the meridian says which way south and north are around a
    // pole.
    private static Axis AxisOf(WktNode node)
    {
        string name = node.Name, abbreviation = "";
        if (name.EndsWith(')') && name.LastIndexOf('(') is var open and >= 0)
        {
            (name, abbreviation) = (name[..open].Trim(), name[(open + 1)..^1]);
        }

        string direction = node.Values[1];
        return new Axis(name, abbreviation, node.Child("MERIDIAN") is null ? direction : direction + " along a meridian");
    }
}
