using System.Globalization;
using System.Text.Json;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

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
    private static readonly JsonSerializerOptions JsonLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private const string Header = "image,caption,log_probability,attributes,confidence,out_of_domain,error\r\n";
    private readonly TextWriter _output;
    private readonly CaptionFormat _format;

    /// <param name="isContinued">whether the output has its header already</param>
    public CaptionWriter(TextWriter output, CaptionFormat format, bool isContinued = false)
    {
        _output = output;
        _format = format;
        if (format == CaptionFormat.Csv && !isContinued)
        {
            _output.Write(Header);
        }
    }

    /// <summary>Writes a file's result. Text leaves failures to the error stream; the other formats have them.</summary>
    public void Write(CaptionedFile file)
    {
        switch (_format)
        {
            case CaptionFormat.Json:
                _output.Write(JsonSerializer.Serialize(Line(file), JsonLine) + "\n");
                break;
            case CaptionFormat.Csv:
                _output.Write(string.Join(',', Fields(file).Select(Quote)) + "\r\n");
                break;
            default:
                WriteText(file);
                break;
        }
    }

    /// <summary>Which image a written line is about, and whether it says that the image could not be read; null for the header.</summary>
    public static (string Image, bool IsFailure)? ImageOf(string line, CaptionFormat format)
    {
        if (format == CaptionFormat.Csv)
        {
            string image = line.StartsWith('"') ? line[1..ClosingQuote(line)].Replace("\"\"", "\"", StringComparison.Ordinal) : line[..line.IndexOf(',', StringComparison.Ordinal)];
            return line == Header ? null : (image, line.AsSpan(Quote(image).Length).StartsWith(",,"));
        }

        using var document = JsonDocument.Parse(line);
        return (document.RootElement.GetProperty("image").GetString()!, document.RootElement.TryGetProperty("error", out _));
    }

    private void WriteText(CaptionedFile file)
    {
        if (file.Caption is not { } caption)
        {
            return;
        }

        string doubt = caption.IsOutOfDomain == true ? "  [unlike the training images: do not trust this]" : "";
        _output.WriteLine($"{file.Path}: {caption.Text}{doubt}");
        if (caption.Attributes.Count > 0)
        {
            _output.WriteLine($"    attributes: {string.Join(", ", Sampled(caption))}");
        }
    }

    private static object Line(CaptionedFile file) => file.Caption is { } caption
        ? new
        {
            image = file.Path,
            caption = caption.Text,
            logProbability = caption.LogProbability,
            confidence = caption.Confidence,
            outOfDomain = caption.IsOutOfDomain,
            attributes = caption.Attributes,
            alternatives = caption.Alternatives.Select(other => new { caption = other.Text, logProbability = other.LogProbability }),
        }
        : new { image = file.Path, error = file.Error!.Message };

    private static string[] Fields(CaptionedFile file) => file.Caption is { } caption
        ?
        [
            file.Path, caption.Text, Number(caption.LogProbability), string.Join(' ', Sampled(caption)), Number(caption.Confidence),
            caption.IsOutOfDomain is { } isOut ? (isOut ? "true" : "false") : "", "",
        ]
        : [file.Path, "", "", "", "", "", file.Error!.Message];

    private static string Number(double? value) => value?.ToString("r", CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Sampled(Caption caption) => caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name);

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    // The quote that ends a quoted field: the first that is not doubled.
    private static int ClosingQuote(string line)
    {
        int at = 1;
        while (true)
        {
            at = line.IndexOf('"', at);
            if (at + 1 >= line.Length || line[at + 1] != '"')
            {
                return at;
            }

            at += 2;
        }
    }
}
