using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

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
internal sealed partial class CaptionWriter
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
    /// <returns>false for a line that this class does not write</returns>
    public static bool TryImageOf(string line, CaptionFormat format, out (string Path, bool IsFailure)? image)
    {
        image = null;
        if (format == CaptionFormat.Csv)
        {
            if (line == Header)
            {
                return true;
            }

            var fields = CsvFields.Match(line);
            if (!fields.Success)
            {
                return false;
            }

            string path = fields.Groups[1].Value;
            image = (path.StartsWith('"') ? path[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : path, fields.Groups[7].Length > 0);
            return true;
        }

        try
        {
            var entry = JsonSerializer.Deserialize<WrittenLine>(line, JsonLine);
            image = entry?.Image is { } path ? (path, entry.Error is not null) : null;
        }
        catch (JsonException)
        {
            return false;
        }

        return image is not null;
    }

    private sealed record WrittenLine(string? Image, string? Error);

    // Seven fields; a quoted one may hold commas and doubled quotes.
    private const string CsvField = "(\"(?:[^\"]|\"\")*\"|[^\",]*)";

    [GeneratedRegex("^" + CsvField + "," + CsvField + "," + CsvField + "," + CsvField + "," + CsvField + "," + CsvField + "," + CsvField + "\r\n$", RegexOptions.NonBacktracking)]
    private static partial Regex CsvFields { get; }

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
        : new { image = file.Path, error = OneLine(file.Error!) };

    private static string[] Fields(CaptionedFile file) => file.Caption is { } caption
        ?
        [
            file.Path, caption.Text, Number(caption.LogProbability), string.Join(' ', Sampled(caption)), Number(caption.Confidence),
            caption.IsOutOfDomain is { } isOut ? (isOut ? "true" : "false") : "", "",
        ]
        : [file.Path, "", "", "", "", "", OneLine(file.Error!)];

    // A file name may hold a line's end, and with it the message.
    private static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ");

    private static string Number(double? value) => value?.ToString("r", CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Sampled(Caption caption) => caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name);

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
