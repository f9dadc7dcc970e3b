using System.Globalization;
using System.Text.Json;
using nietras.SeparatedValues;

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
internal sealed class CaptionWriter : IDisposable
{
    private const string LineEnd = "\r\n", JsonStart = "{\"image\":";
    private static readonly string[] Columns = ["image", "caption", "log_probability", "attributes", "confidence", "out_of_domain", "error"];
    private readonly TextWriter _output;
    private readonly CaptionFormat _format;
    private readonly SepWriter? _table;

    /// <param name="isContinued">whether the output has its header already</param>
    public CaptionWriter(TextWriter output, CaptionFormat format, bool isContinued = false)
    {
        _output = output;
        _format = format;
        if (format == CaptionFormat.Csv)
        {
            output.NewLine = LineEnd;
            _table = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = !isContinued }).To(output, leaveOpen: true);
            _table.Header.Add(Columns);
            if (!isContinued)
            {
                _table.Header.Write();
                _table.Flush();
            }
        }
    }

    /// <summary>Whether text has the other captions too.</summary>
    public bool ShowsOthers { get; set; }

    /// <summary>Writes a file's result. Text leaves failures to the error stream; the other formats have them.</summary>
    public void Write(CaptionedFile file)
    {
        switch (_format)
        {
            case CaptionFormat.Json:
                _output.Write(CaptionLine.Of(file) + "\n");
                break;
            case CaptionFormat.Csv:
                WriteRow(Fields(file));
                break;
            default:
                WriteText(file);
                break;
        }
    }

    public void Dispose() => _table?.Dispose();

    /// <summary>Which image a written entry is about, and whether it says that the image could not be read; null for the header.</summary>
    /// <returns>false for an entry that this class does not write</returns>
    public static bool TryImageOf(string entry, CaptionFormat format, bool isFirst, out (string Path, bool IsFailure)? image)
    {
        image = null;
        if (format == CaptionFormat.Csv)
        {
            if (isFirst)
            {
                return entry == Header;
            }

            using var reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
                .FromText(entry);
            if (!reader.MoveNext() || reader.Current.ColCount != Columns.Length)
            {
                return false;
            }

            image = (reader.Current[0].ToString(), reader.Current[Columns.Length - 1].Span.Length > 0);
            return !reader.MoveNext();
        }

        try
        {
            var read = JsonSerializer.Deserialize(entry, CliJson.Lines.WrittenLine);
            image = read?.Image is { } path ? (path, read.Error is not null) : null;
        }
        catch (JsonException)
        {
            return false;
        }

        return image is not null;
    }

    /// <summary>Whether an entry that this class writes can begin like this.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> cut, CaptionFormat format, bool isFirst)
    {
        if (format == CaptionFormat.Csv && !isFirst)
        {
            return true;
        }

        var start = System.Text.Encoding.UTF8.GetBytes(format == CaptionFormat.Csv ? Header : JsonStart).AsSpan();
        int common = Math.Min(cut.Length, start.Length);
        return cut[..common].SequenceEqual(start[..common]);
    }

    private static string Header => string.Join(',', Columns) + LineEnd;

    internal sealed record WrittenLine(string? Image, string? Error);

    private void WriteRow(string[] fields)
    {
        using (var row = _table!.NewRow())
        {
            for (int i = 0; i < fields.Length; i++)
            {
                row[Columns[i]].Set(fields[i]);
            }
        }

        _table.Flush();
    }

    private void WriteText(CaptionedFile file)
    {
        if (file.Caption is not { } caption)
        {
            return;
        }

        string doubt = caption.IsOutOfDomain == true ? "  [unlike the training images: do not trust this]" : "";
        _output.WriteLine($"{file.Path}: {caption.Text}{doubt}");
        if (ShowsOthers)
        {
            foreach (CaptionText other in caption.Alternatives)
            {
                _output.WriteLine($"    or: {other.Text}");
            }
        }

        if (caption.Attributes.Count > 0)
        {
            _output.WriteLine($"    attributes: {string.Join(", ", Sampled(caption))}");
        }
    }

    private static string[] Fields(CaptionedFile file) => file.Caption is { } caption
        ?
        [
            file.Path, caption.Text, Number(caption.LogProbability), string.Join(' ', Sampled(caption)), Number(caption.Confidence),
            caption.IsOutOfDomain is { } isOut ? (isOut ? "true" : "false") : "", "",
        ]
        : [file.Path, "", "", "", "", "", CaptionLine.OneLine(file.Error!)];

    private static string Number(double? value) => value?.ToString("r", CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<string> Sampled(Caption caption) =>
        caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name);
}
