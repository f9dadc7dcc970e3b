using System.Globalization;
using System.Text.Json;
using System.Text.Encodings.Web;

namespace SkyScribe.Cli;

/// <summary>How captions are printed.</summary>
internal enum CaptionFormat
{
    /// <summary>Image, caption and sampled attributes for people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>RFC 4180, with a header line.</summary>
    Csv,
}

/// <summary>Prints captions, one image after the other.</summary>
internal sealed class CaptionWriter
{
    private static readonly JsonSerializerOptions JsonLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _output;
    private readonly CaptionFormat _format;

    public CaptionWriter(TextWriter output, CaptionFormat format)
    {
        (_output, _format) = (output, format);
        if (format == CaptionFormat.Csv)
        {
            _output.Write("image,caption,log_probability,attributes\r\n");
        }
    }

    public void Write(string image, Caption caption)
    {
        var sampled = caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name);
        switch (_format)
        {
            case CaptionFormat.Json:
                _output.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        image,
                        caption = caption.Text,
                        logProbability = caption.LogProbability,
                        attributes = caption.Attributes,
                        alternatives = caption.Alternatives.Select(other => new { caption = other.Text, logProbability = other.LogProbability }),
                    },
                    JsonLine));
                break;
            case CaptionFormat.Csv:
                _output.Write(string.Join(',', Quote(image), Quote(caption.Text), caption.LogProbability.ToString("r", CultureInfo.InvariantCulture), Quote(string.Join(' ', sampled))) + "\r\n");
                break;
            default:
                _output.WriteLine($"{image}: {caption.Text}");
                if (caption.Attributes.Count > 0)
                {
                    _output.WriteLine($"    attributes: {string.Join(", ", sampled)}");
                }

                break;
        }
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
