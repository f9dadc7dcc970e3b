using SkyScribe.Geo.Coordinates.Definitions;

using static SkyScribe.Geo.Coordinates.Definitions.ProjectionParameter;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Reads map projections of well-known text. One that is not understood to the last parameter keeps its name and has the method code 0,
/// which nothing computes.</summary>
internal static class WktConversion
{
    private const double RightAngle = 90;

    /// <summary>CONVERSION of WKT 2: methods and parameters by EPSG's codes, else by EPSG's names.</summary>
    public static Conversion Second(WktNode node, GeographicSystem geographic, Unit length, string file)
    {
        WktNode method = node.Child("METHOD", "PROJECTION")
            ?? throw new GeoException(file, "coordinate system", "a CONVERSION without a METHOD", "one with it");
        int? code = method.EpsgCode() ?? ProjectionMethod.All.FirstOrDefault(known => IsSame(known.Name, method.Name))?.Code;
        List<ParameterValue> parameters = [];
        bool understood = code is not null && ProjectionMethod.Find(code.Value) is not null;
        foreach (WktNode child in node.Children.Where(child => child.Keyword == "PARAMETER"))
        {
            var parameter = (ProjectionParameter)(child.EpsgCode() ?? (int)ParameterNames.Find(child.Name));
            WktNode? unit = child.Child("ANGLEUNIT", "LENGTHUNIT", "SCALEUNIT", "UNIT");
            UnitKind kind = ParameterNames.KindOf(parameter);
            if (child.Number(1) is not { } value || !ParameterNames.Has(parameter))
            {
                understood = false;
                continue;
            }

            Unit plain = kind == UnitKind.Angle ? geographic.Unit : kind == UnitKind.Length ? length : Unit.Unity;
            parameters.Add(new ParameterValue(parameter, value, unit is null ? plain : WktDatum.UnitOf(unit, kind, file)));
        }

        understood = understood && IsComplete(code!.Value, parameters);
        return new Conversion(node.Name, understood ? code!.Value : 0, method.Name, parameters, node.EpsgCode());
    }

    /// <summary>PROJECTION and PARAMETER of WKT 1, GDAL's or ESRI's. Angles are in the unit of longitude and latitude, lengths in the
    /// system's.</summary>
    public static Conversion First(WktNode node, GeographicSystem geographic, Unit length, IReadOnlyList<Axis> axes, string file)
    {
        string name = node.Child("PROJECTION")?.Name
            ?? throw new GeoException(file, "coordinate system", "a PROJCS without a PROJECTION", "one with it");
        Dictionary<string, double> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (WktNode parameter in node.Children.Where(child => child.Keyword == "PARAMETER"))
        {
            double value = parameter.Number(1) ?? throw new GeoException(
                file, "coordinate system", $"PARAMETER {IO.SkyScribeException.Quote(parameter.Name)} without a number", "one with it");
            values[Role(parameter.Name)] = value;
        }

        var unknown = new Conversion(name, 0, name, []);
        int code = MethodOf(node, name, values, axes, Unit.Degree.Factor / geographic.Unit.Factor);
        if (ProjectionMethod.Find(code) is not { } method)
        {
            return unknown;
        }

        List<ParameterValue> parameters = [];
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        foreach ((ProjectionParameter parameter, string wkt) in method.Parameters)
        {
            string role = Role(wkt);
            UnitKind kind = ParameterNames.KindOf(parameter);
            used.Add(role);
            if (values.TryGetValue(role, out double value))
            {
                parameters.Add(new ParameterValue(
                    parameter, value, kind == UnitKind.Angle ? geographic.Unit : kind == UnitKind.Length ? length : Unit.Unity));
            }
        }

        // A parameter that the method does not have must be neutral, else the text means another method.
        bool neutral = values.All(pair => used.Contains(pair.Key) || pair.Value == (pair.Key == "scale" ? 1 : 0)
            || (pair.Key == "latitude" && method.Code is 9829 or 9830) || (method.Code == 1041 && pair.Key is "xscale" or "yscale" or "grid"));
        return neutral && IsComplete(code, parameters) ? new Conversion(name, code, method.Name, parameters) : unknown;
    }

    private static int MethodOf(WktNode node, string name, Dictionary<string, double> values, IReadOnlyList<Axis> axes, double degree)
    {
        bool hasParallel2 = values.ContainsKey("parallel2"), hasScale = values.TryGetValue("scale", out double scale) && scale != 1;
        switch (Simple(name))
        {
            case "MERCATOR1SP" or "MERCATOR" or "MERCATORAUXILIARYSPHERE" or "MERCATOR2SP":
                bool pseudo = IsPseudoMercator(node) || Simple(name) == "MERCATORAUXILIARYSPHERE";
                if (pseudo)
                {
                    return values.TryGetValue("auxiliarysphere", out double kind) && kind != 0 || values.GetValueOrDefault("parallel1") != 0
                        || hasScale ? 0 : Drop(values, 1024, "parallel1", "auxiliarysphere", "scale");
                }

                return node.Child("EXTENSION") is not null ? 0 : values.ContainsKey("parallel1") ? (hasScale ? 0 : 9805) : 9804;
            case "LAMBERTCONFORMALCONIC" or "LAMBERTCONFORMALCONIC1SP" or "LAMBERTCONFORMALCONIC2SP":
                if (hasParallel2)
                {
                    return hasScale ? 0 : 9802;
                }

                // ESRI writes the origin twice.
                bool twice = values.TryGetValue("parallel1", out double parallel) && values.TryGetValue("latitude", out double origin)
                    && parallel != origin;
                values.TryAdd("latitude", parallel);
                return twice ? 0 : Drop(values, 9801, "parallel1");
            case "POLARSTEREOGRAPHIC" or "STEREOGRAPHIC" or "STEREOGRAPHICNORTHPOLE" or "STEREOGRAPHICSOUTHPOLE":
                bool esri = Simple(name).EndsWith("POLE", StringComparison.Ordinal);
                double latitude = esri ? values.GetValueOrDefault(
                    "parallel1", Simple(name).Contains("NORTH", StringComparison.Ordinal) ? RightAngle * degree : -RightAngle * degree)
                    : values.GetValueOrDefault("latitude");
                bool atPole = double.Abs(double.Abs(latitude) - (RightAngle * degree)) < 1e-9;
                values["latitude"] = latitude;
                values.Remove("parallel1");
                return atPole ? 9810 : hasScale || Simple(name) == "STEREOGRAPHIC" ? 0 : Drop(values, 9829, "scale");
            case "KROVAK":
                bool southWest = axes.Count == 2 && axes[0].Direction.Equals("SOUTH", StringComparison.OrdinalIgnoreCase)
                    && axes[1].Direction.Equals("WEST", StringComparison.OrdinalIgnoreCase);
                bool unturned = values.TryGetValue("xscale", out double x)
                    && (x != -1 || values.GetValueOrDefault("yscale") != 1 || values.GetValueOrDefault("grid") != RightAngle * degree);
                return unturned ? 0 : southWest ? 9819 : 1041;
            case "SWISSOBLIQUECYLINDRICAL" or "SWISSOBLIQUEMERCATOR":
                values["azimuth"] = RightAngle * degree;
                values["grid"] = RightAngle * degree;
                return 9815;
            default:
                return node.Child("EXTENSION") is not null
                    ? 0
                    : ProjectionMethod.All.FirstOrDefault(method => IsSame(method.Wkt1 ?? method.Name, name) || method.Aliases.Any(
                    alias => IsSame(alias, name)) || IsSame(method.Name, name))?.Code ?? 0;
        }
    }

    // GDAL marks the web maps' projection by an extension; older files only by its code or its name.
    private static bool IsPseudoMercator(WktNode node)
    {
        string name = Simple(node.Name), extension = node.Child("EXTENSION") is { Values.Count: >= 2 } text ? text.Values[1] : "";
        return (extension.Contains("+a=6378137 +b=6378137", StringComparison.Ordinal) && extension.Contains("+proj=merc", StringComparison.Ordinal))
            || node.EpsgCode() is 3857 or 3785 or 900913 || name is "WGS84PSEUDOMERCATOR" or "POPULARVISUALISATIONCRSMERCATOR"
            or "GOOGLEMAPSGLOBALMERCATOR";
    }

    private static int Drop(Dictionary<string, double> values, int code, params ReadOnlySpan<string> roles)
    {
        foreach (string role in roles)
        {
            values.Remove(role);
        }

        return code;
    }

    // False origins default to 0, scale factors to 1 and grid angles to the azimuth; latitudes and longitudes must be said, but the equator in
    // methods that have no other origin.
    private static bool IsComplete(int code, List<ParameterValue> parameters) => ProjectionMethod.Find(code)!.Parameters.All(expected =>
        parameters.Exists(value => value.Parameter == expected.Parameter) || ParameterNames.KindOf(expected.Parameter) != UnitKind.Angle
        || expected.Parameter == RectifiedGridAngle
        || (expected.Parameter is LatitudeOfOrigin && code is 9804 or 1024 or 1026 or 9841)
        || (expected.Parameter is StandardParallel1 && code is 1028 or 1029 or 9823 or 9834 or 9835));

    // GDAL, ESRI and OGC call the same parameter by several names.
    private static string Role(string name) => Simple(name) switch
    {
        "LATITUDEOFORIGIN" or "LATITUDEOFCENTER" or "LATITUDEOFCENTRE" or "LATITUDEOFNATURALORIGIN" => "latitude",
        "CENTRALMERIDIAN" or "LONGITUDEOFCENTER" or "LONGITUDEOFCENTRE" or "LONGITUDEOFORIGIN" or "LONGITUDEOFNATURALORIGIN"
            or "STRAIGHTVERTICALLONGITUDEFROMPOLE" => "longitude",
        "SCALEFACTOR" => "scale",
        "STANDARDPARALLEL1" => "parallel1",
        "STANDARDPARALLEL2" => "parallel2",
        "PSEUDOSTANDARDPARALLEL1" => "pseudo",
        "RECTIFIEDGRIDANGLE" or "XYPLANEROTATION" => "grid",
        "AUXILIARYSPHERETYPE" => "auxiliarysphere",
        var other => other.ToLowerInvariant(),
    };

    private static string Simple(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static bool IsSame(string one, string other) => Simple(one) == Simple(other);
}
