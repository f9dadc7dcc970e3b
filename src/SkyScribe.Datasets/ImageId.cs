using System.Text.Json;
using System.Text.Json.Serialization;

namespace SkyScribe.Datasets;

/// <summary>What a data set calls an image: a number, as in COCO, or a text.</summary>
/// <param name="Text">the number's digits, or the text</param>
/// <param name="IsNumber">whether JSON has it as a number; the official scoring tools tell 7 and "7" apart</param>
[JsonConverter(typeof(ImageIdConverter))]
public readonly record struct ImageId(string Text, bool IsNumber)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Writes an id as its data set has it.</summary>
internal sealed class ImageIdConverter : JsonConverter<ImageId>
{
    public override ImageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
        ? new ImageId(reader.GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture), IsNumber: true)
        : new ImageId(reader.GetString() ?? "", IsNumber: false);

    public override void Write(Utf8JsonWriter writer, ImageId value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
        {
            writer.WriteRawValue(value.Text);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
