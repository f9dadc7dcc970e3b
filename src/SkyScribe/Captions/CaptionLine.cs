using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SkyScribe;

/// <summary>What became of an image as one line of JSON, the form of <c>caption --format json</c>.</summary>
internal static class CaptionLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line, without its end.</summary>
    public static string Of(CaptionedFile file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("image", file.Path);
            if (file.Caption is { } caption)
            {
                Write(json, caption);
            }
            else
            {
                json.WriteString("error", OneLine(file.Error!));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The message of an error in one line: a file's name may hold a line's end, and with it the message.</summary>
    public static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ");

    private static void Write(Utf8JsonWriter json, Caption caption)
    {
        json.WriteString("caption", caption.Text);
        json.WriteNumber("logProbability", caption.LogProbability);
        if (caption.Confidence is { } confidence)
        {
            json.WriteNumber("confidence", confidence);
        }

        if (caption.IsOutOfDomain is { } isOutOfDomain)
        {
            json.WriteBoolean("outOfDomain", isOutOfDomain);
        }

        json.WriteStartArray("attributes");
        foreach (var attribute in caption.Attributes)
        {
            json.WriteStartObject();
            json.WriteString("name", attribute.Name);
            json.WriteNumber("probability", attribute.Probability);
            json.WriteBoolean("sampled", attribute.Sampled);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("alternatives");
        foreach (var other in caption.Alternatives)
        {
            json.WriteStartObject();
            json.WriteString("caption", other.Text);
            json.WriteNumber("logProbability", other.LogProbability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
