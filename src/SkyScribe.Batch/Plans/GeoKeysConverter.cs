using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyScribe.Batch.Plans;

/// <summary>The keys of a GeoTIFF, whose values are whole numbers, texts, or lists of numbers.</summary>
internal sealed class GeoKeysConverter : JsonConverter<IReadOnlyDictionary<int, object>>
{
    public override IReadOnlyDictionary<int, object> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.EnumerateObject().ToDictionary(
            key => int.Parse(key.Name, NumberStyles.None, CultureInfo.InvariantCulture), key => Value(key.Value));
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<int, object> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, one) in value.OrderBy(pair => pair.Key))
        {
            writer.WritePropertyName(key.ToString(CultureInfo.InvariantCulture));
            switch (one)
            {
                case int number:
                    writer.WriteNumberValue(number);
                    break;
                case string text:
                    writer.WriteStringValue(text);
                    break;
                default:
                    JsonSerializer.Serialize(writer, (double[])one, PlanJson.Lines.DoubleArray);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt32(),
        JsonValueKind.Array => value.EnumerateArray().Select(number => number.GetDouble()).ToArray(),
        JsonValueKind.String => value.GetString()!,
        var other => throw new JsonException($"a key of a GeoTIFF is {other}"),
    };
}
