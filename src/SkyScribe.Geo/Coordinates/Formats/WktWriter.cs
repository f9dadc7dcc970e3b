using System.Globalization;
using System.Text;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Writes a system as well-known text: version 1 as GDAL writes it, where that has a name for the method, else version 2 (ISO
/// 19162:2019).</summary>
internal static class WktWriter
{
    /// <summary>The file's own text where it has one, else version 1 or 2; null where the table does not hold all of the method's
    /// parameters.</summary>
    public static string? Definition(CoordinateSystem system) =>
        system.Verbatim ?? First(system)
        ?? (system.Conversion is { } conversion && ProjectionMethod.Find(conversion.MethodCode) is null ? null : Second(system));

    /// <summary>Version 1; null where it has no name for the projection's method.</summary>
    public static string? First(CoordinateSystem system)
    {
        ProjectionMethod? method = system.Conversion is { } conversion ? ProjectionMethod.Find(conversion.MethodCode) : null;
        if (system.Conversion is not null && method?.Wkt1 is null)
        {
            return null;
        }

        var text = new StringBuilder();
        if (method is null)
        {
            Geographic(text, system.Geographic);
            return text.ToString();
        }

        text.Append("PROJCS[").Append(Quoted(system.Name)).Append(',');
        Geographic(text, system.Geographic);
        text.Append(",PROJECTION[").Append(Quoted(method.Wkt1!)).Append(']');
        foreach ((ProjectionParameter parameter, string name) in method.Parameters)
        {
            if (method.Code is 9804 or 1024 && parameter == ProjectionParameter.LatitudeOfOrigin)
            {
                continue;   // it is the equator
            }

            UnitKind kind = ParameterNames.KindOf(parameter);
            double unit = kind == UnitKind.Angle ? system.Geographic.Unit.Factor : kind == UnitKind.Length ? system.Unit.Factor : 1;
            ParameterValue value = system.Conversion!.Parameters.FirstOrDefault(value => value.Parameter == parameter);
            double inUnit = value.Unit is null ? Missing(parameter, system.Conversion, unit) : value.Unit.Factor == unit ? value.Value
                : value.InBaseUnit / unit;
            text.Append(",PARAMETER[\"").Append(name).Append("\",").Append(Number(inUnit)).Append(']');
            if (method.Code is 1024 && parameter == ProjectionParameter.LongitudeOfOrigin)
            {
                text.Append(",PARAMETER[\"scale_factor\",1]");
            }
        }

        text.Append(',');
        UnitNode(text, "UNIT", system.Unit);
        foreach (Axis axis in system.Axes)
        {
            text.Append(",AXIS[").Append(Quoted(axis.Name)).Append(',').Append(Direction(axis.Direction).ToUpperInvariant()).Append(']');
        }

        if (method.Code == 1024)
        {
            text.Append(
                ",EXTENSION[\"PROJ4\",\"+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs\"]");
        }

        Authority(text, system.EpsgCode);
        return text.Append(']').ToString();
    }

    /// <summary>Version 2.</summary>
    public static string Second(CoordinateSystem system)
    {
        var text = new StringBuilder();
        if (system.Conversion is not { } conversion)
        {
            text.Append("GEOGCRS[").Append(Quoted(system.Name)).Append(',');
            SecondDatum(text, system.Geographic);
            text.Append(",CS[ellipsoidal,2],AXIS[\"latitude\",north],AXIS[\"longitude\",east],");
            UnitNode(text, "ANGLEUNIT", system.Unit);
            return Identified(text, system.EpsgCode);
        }

        text.Append("PROJCRS[").Append(Quoted(system.Name)).Append(",BASEGEOGCRS[").Append(Quoted(system.Geographic.Name)).Append(',');
        SecondDatum(text, system.Geographic);
        Id(text, system.Geographic.Code);
        text.Append("],CONVERSION[").Append(Quoted(conversion.Name)).Append(",METHOD[").Append(Quoted(conversion.MethodName));
        Id(text, conversion.MethodCode > 0 ? conversion.MethodCode : null);
        text.Append(']');
        foreach (ParameterValue value in conversion.Parameters)
        {
            text.Append(",PARAMETER[").Append(Quoted(ParameterNames.Of(value.Parameter))).Append(',').Append(Number(value.Value)).Append(',');
            UnitNode(text, value.Unit.Kind switch { UnitKind.Angle => "ANGLEUNIT", UnitKind.Length => "LENGTHUNIT", _ => "SCALEUNIT" },
                value.Unit with { Code = null });
            Id(text, (int)value.Parameter);
            text.Append(']');
        }

        text.Append("],CS[Cartesian,2]");
        foreach (Axis axis in system.Axes.Count == 2 ? system.Axes : [new Axis("easting", "E", "east"), new Axis("northing", "N", "north")])
        {
            text.Append(",AXIS[").Append(Quoted($"{axis.Name.ToLowerInvariant()} ({axis.Abbreviation})")).Append(',')
                .Append(Direction(axis.Direction)).Append(MeridianOf(axis.Direction)).Append(']');
        }

        text.Append(',');
        UnitNode(text, "LENGTHUNIT", system.Unit with { Code = null });
        return Identified(text, system.EpsgCode);
    }

    /// <summary>A number with up to fifteen digits, as GDAL writes it.</summary>
    public static string Number(double value) =>
        (value == 0 ? 0 : value).ToString("G15", CultureInfo.InvariantCulture).Replace("E-0", "e-0", StringComparison.Ordinal);

    /// <summary>East, north, west or south in small letters; axes around a pole point south or north.</summary>
    public static string Direction(string direction) => direction.Split(' ')[0].ToLowerInvariant();

    /// <summary>The longitude that an axis around a pole runs along, in degrees; null for other axes.</summary>
    public static double? MeridianDegrees(string direction)
    {
        string last = direction[(direction.LastIndexOf(' ') + 1)..];
        return last.Length > 2 && last[^1] is 'E' or 'W' && double.TryParse(
            last[..^2], NumberStyles.Float, CultureInfo.InvariantCulture, out double degrees) ? (last[^1] == 'W' ? -degrees : degrees) : null;
    }

    private static string MeridianOf(string direction) =>
        MeridianDegrees(direction) is { } degrees ? $",MERIDIAN[{Number(degrees)},ANGLEUNIT[\"degree\",0.0174532925199433]]" : "";

    private static double Missing(ProjectionParameter parameter, Conversion conversion, double unit) =>
        ParameterNames.KindOf(parameter) == UnitKind.Scale ? 1 : parameter == ProjectionParameter.RectifiedGridAngle
        ? conversion[ProjectionParameter.Azimuth] / unit : 0;

    private static void Geographic(StringBuilder text, GeographicSystem system)
    {
        Datum datum = system.Datum;
        text.Append("GEOGCS[").Append(Quoted(system.Name)).Append(",DATUM[").Append(Quoted(DatumName(datum.Name))).Append(",SPHEROID[")
            .Append(Quoted(datum.Ellipsoid.Name)).Append(',')
            .Append(Number(datum.Ellipsoid.SemiMajorAxis)).Append(',').Append(Number(datum.Ellipsoid.InverseFlattening));
        Authority(text, datum.Ellipsoid.Code);
        text.Append(']');
        Authority(text, datum.Code);
        text.Append("],PRIMEM[").Append(Quoted(datum.Meridian.Name)).Append(',')
            .Append(Number(Math.Round(datum.Meridian.Radians / Unit.Degree.Factor, 13)));
        Authority(text, datum.Meridian.Code);
        text.Append("],");
        UnitNode(text, "UNIT", system.Unit);
        Authority(text, system.Code);
        text.Append(']');
    }

    private static void SecondDatum(StringBuilder text, GeographicSystem system)
    {
        Datum datum = system.Datum;
        text.Append("DATUM[").Append(Quoted(WithoutEnsemble(datum.Name))).Append(",ELLIPSOID[").Append(Quoted(datum.Ellipsoid.Name)).Append(',')
            .Append(Number(datum.Ellipsoid.SemiMajorAxis)).Append(',')
            .Append(Number(datum.Ellipsoid.InverseFlattening)).Append(",LENGTHUNIT[\"metre\",1]]");
        Id(text, datum.Code);
        text.Append("],PRIMEM[").Append(Quoted(datum.Meridian.Name)).Append(',').Append(Number(datum.Meridian.Longitude)).Append(',');
        UnitNode(text, "ANGLEUNIT", datum.Meridian.Unit with { Code = null });
        text.Append(']');
    }

    /// <summary>A datum's name without EPSG's word for several realizations, whose list the table does not hold.</summary>
    public static string WithoutEnsemble(string name) => name.EndsWith(" ensemble", StringComparison.Ordinal) ? name[..^" ensemble".Length] : name;

    // OGC's spelling, as GDAL writes it.
    private static string DatumName(string name)
    {
        string plain = WithoutEnsemble(name);
        return plain == "World Geodetic System 1984"
            ? "WGS_1984"
            : string.Join('_', new string([.. plain.Select(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' ? c : ' ')]).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void UnitNode(StringBuilder text, string keyword, Unit unit)
    {
        text.Append(keyword).Append('[').Append(Quoted(unit.Name)).Append(',').Append(Number(unit.Factor));
        Authority(text, unit.Code);
        text.Append(']');
    }

    private static void Authority(StringBuilder text, int? code)
    {
        if (code is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $",AUTHORITY[\"EPSG\",\"{code}\"]");
        }
    }

    private static void Id(StringBuilder text, int? code)
    {
        if (code is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $",ID[\"EPSG\",{code}]");
        }
    }

    private static string Identified(StringBuilder text, int? code)
    {
        Id(text, code);
        return text.Append(']').ToString();
    }

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
