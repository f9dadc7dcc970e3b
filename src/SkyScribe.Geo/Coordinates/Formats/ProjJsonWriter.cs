using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using SkyScribe.Geo.Coordinates.Definitions;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>Writes a system as PROJJSON 0.5, which GeoParquet asks for.</summary>
/// <remarks>https://proj.org/schemas/v0.5/projjson.schema.json.</remarks>
internal static class ProjJsonWriter
{
    /// <summary>The system's PROJJSON; null where its method is not understood.</summary>
    public static string? Write(CoordinateSystem system)
    {
        if (system.Conversion is { } conversion && ProjectionMethod.Find(conversion.MethodCode) is null)
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://proj.org/schemas/v0.5/projjson.schema.json");
            if (system.Conversion is null)
            {
                Geographic(json, system.Geographic, system.Name);
            }
            else
            {
                Projected(json, system, system.Conversion);
            }

            Id(json, system.EpsgCode);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Projected(Utf8JsonWriter json, CoordinateSystem system, Conversion conversion)
    {
        json.WriteString("type", "ProjectedCRS");
        json.WriteString("name", system.Name);
        json.WriteStartObject("base_crs");
        Geographic(json, system.Geographic, system.Geographic.Name);
        Id(json, system.Geographic.Code);
        json.WriteEndObject();
        json.WriteStartObject("conversion");
        json.WriteString("name", conversion.Name);
        json.WriteStartObject("method");
        json.WriteString("name", conversion.MethodName);
        Id(json, conversion.MethodCode > 0 ? conversion.MethodCode : null);
        json.WriteEndObject();
        json.WriteStartArray("parameters");
        foreach (ParameterValue parameter in conversion.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", ParameterNames.Of(parameter.Parameter));
            json.WriteNumber("value", parameter.Value);
            UnitOf(json, parameter.Unit);
            Id(json, (int)parameter.Parameter);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Axes(json, "Cartesian", system.Unit, system.Axes.Count == 2 ? system.Axes
            : [new Axis("Easting", "E", "east"), new Axis("Northing", "N", "north")]);
    }

    private static void Geographic(Utf8JsonWriter json, GeographicSystem system, string name)
    {
        Datum datum = system.Datum;
        json.WriteString("type", "GeographicCRS");
        json.WriteString("name", name);
        json.WriteStartObject("datum");
        json.WriteString("type", "GeodeticReferenceFrame");
        json.WriteString("name", WktWriter.WithoutEnsemble(datum.Name));
        json.WriteStartObject("ellipsoid");
        json.WriteString("name", datum.Ellipsoid.Name);
        json.WriteNumber(datum.Ellipsoid.E == 0 ? "radius" : "semi_major_axis", datum.Ellipsoid.SemiMajorAxis);
        if (datum.Ellipsoid.E != 0)
        {
            json.WriteNumber("inverse_flattening", datum.Ellipsoid.InverseFlattening);
        }

        json.WriteEndObject();
        if (datum.Meridian.Radians != 0)
        {
            json.WriteStartObject("prime_meridian");
            json.WriteString("name", datum.Meridian.Name);
            json.WriteStartObject("longitude");
            json.WriteNumber("value", datum.Meridian.Longitude);
            UnitOf(json, datum.Meridian.Unit);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        Axis latitude = new("Geodetic latitude", "Lat", "north"), longitude = new("Geodetic longitude", "Lon", "east");
        Axes(json, "ellipsoidal", system.Unit, system.LongitudeFirst ? [longitude, latitude] : [latitude, longitude]);
    }

    private static void Axes(Utf8JsonWriter json, string kind, Unit unit, IReadOnlyList<Axis> axes)
    {
        json.WriteStartObject("coordinate_system");
        json.WriteString("subtype", kind);
        json.WriteStartArray("axis");
        foreach (Axis axis in axes)
        {
            json.WriteStartObject();
            json.WriteString("name", axis.Name);
            json.WriteString("abbreviation", axis.Abbreviation);
            json.WriteString("direction", WktWriter.Direction(axis.Direction));
            if (WktWriter.MeridianDegrees(axis.Direction) is { } degrees)
            {
                json.WriteStartObject("meridian");
                json.WriteNumber("longitude", degrees);
                json.WriteEndObject();
            }

            UnitOf(json, unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void UnitOf(Utf8JsonWriter json, Unit unit)
    {
        string? known = unit.Kind switch
        {
            UnitKind.Length when unit.Factor == 1 => "metre",
            UnitKind.Angle when unit.Factor == Unit.Degree.Factor => "degree",
            UnitKind.Scale when unit.Factor == 1 => "unity",
            _ => null,
        };
        if (known is not null)
        {
            json.WriteString("unit", known);
            return;
        }

        json.WriteStartObject("unit");
        json.WriteString("type", unit.Kind switch { UnitKind.Angle => "AngularUnit", UnitKind.Length => "LinearUnit", _ => "ScaleUnit" });
        json.WriteString("name", unit.Name);
        json.WriteNumber("conversion_factor", unit.Factor);
        json.WriteEndObject();
    }

    private static void Id(Utf8JsonWriter json, int? code)
    {
        if (code is not null)
        {
            json.WriteStartObject("id");
            json.WriteString("authority", "EPSG");
            json.WriteNumber("code", code.Value);
            json.WriteEndObject();
        }
    }
}
