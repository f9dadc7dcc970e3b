using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SkyScribe.Geo.Layers;

/// <summary>Writes GeoJSON (RFC 7946), or one feature a line, with (RFC 8142) or without record separators.</summary>
internal static class GeoJson
{
    private const int Digits = 8;   // of a degree: about a millimetre
    private const byte RecordSeparator = 0x1E;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a feature collection.</summary>
    public static void WriteCollection(Stream stream, LayerContent content, LayerTable table)
    {
        using var writer = new Utf8JsonWriter(stream, Options);
        writer.WriteStartObject();
        writer.WriteString("type", "FeatureCollection");
        writer.WriteString("name", LayerSchema.NameOf(table));
        writer.WriteString("description", content.Description);
        writer.WriteStartArray("features");
        foreach (var feature in content.Features(table))
        {
            stream.WriteByte((byte)'\n');
            WriteFeature(writer, content.Schema[feature.Table], content.Reference, feature);
            writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a feature a line.</summary>
    public static void WriteLines(Stream stream, LayerContent content, LayerTable table, bool hasSeparators)
    {
        foreach (var feature in content.Features(table))
        {
            if (hasSeparators)
            {
                stream.WriteByte(RecordSeparator);
            }

            using (var writer = new Utf8JsonWriter(stream, Options))
            {
                WriteFeature(writer, content.Schema[feature.Table], content.Reference, feature);
            }

            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Writes one feature.</summary>
    /// <param name="writer">where to</param>
    /// <param name="columns">the columns of its table</param>
    /// <param name="reference">the system of its coordinates, with a way to WGS 84</param>
    /// <param name="feature">the feature</param>
    /// <param name="id">its number; null for none</param>
    /// <param name="more">writes further members; null for none</param>
    /// <param name="order">leaves the coordinates in their system and orders each pair; null for WGS 84, as RFC 7946 has it</param>
    public static void WriteFeature(
        Utf8JsonWriter writer, IReadOnlyList<LayerColumn> columns, LayerReference reference, LayerFeature feature, long? id = null,
        Action<Utf8JsonWriter>? more = null, Func<(double X, double Y), (double First, double Second)>? order = null)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Feature");
        if (id is { } number)
        {
            writer.WriteNumber("id", number);
        }

        writer.WritePropertyName("geometry");
        WriteGeometry(writer, order is null ? Wgs84Geometry.Of(feature.Rings, reference.ToWgs84!)
            : feature.Rings.Count == 0 ? [] : [[.. feature.Rings.Select(ring => ring.Select(order).ToArray())]]);
        writer.WriteStartObject("properties");
        for (int i = 0; i < columns.Count; i++)
        {
            writer.WritePropertyName(columns[i].Name);
            WriteValue(writer, feature.Values[i]);
        }

        writer.WriteEndObject();
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case long or int:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyList<string> list:
                writer.WriteStartArray();
                foreach (string item in list)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"a {value.GetType().Name}; expected what a layer's column holds", nameof(value));
        }
    }

    private static void WriteGeometry(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> polygons)
    {
        if (polygons.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", polygons.Count == 1 ? "Polygon" : "MultiPolygon");
        writer.WritePropertyName("coordinates");
        if (polygons.Count > 1)
        {
            writer.WriteStartArray();
        }

        foreach (var polygon in polygons)
        {
            writer.WriteStartArray();
            foreach (var ring in polygon)
            {
                writer.WriteStartArray();
                for (int i = 0; i <= ring.Count; i++)
                {
                    var (x, y) = ring[i % ring.Count];
                    writer.WriteStartArray();
                    writer.WriteNumberValue(Math.Round(x, Digits));
                    writer.WriteNumberValue(Math.Round(y, Digits));
                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        if (polygons.Count > 1)
        {
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
