using nietras.SeparatedValues;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One record of a comma-separated file after RFC 4180, and the line it begins at.</summary>
/// <remarks>Sep cuts the text into rows and fields; it takes quotes anywhere, so where they may stand is checked here.</remarks>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields)
{
    private const int MaximumFieldLength = 20_000;
    private const int MaximumFields = 256;

    /// <summary>The records of a text, empty lines left out. Quoted fields may hold commas, line ends and doubled quotes.</summary>
    /// <exception cref="DatasetException">A quote where none may be, a field too long, or too many of them.</exception>
    public static IEnumerable<CsvRow> Parse(string file, string text)
    {
        using SepReader reader = Sep.New(',').Reader(options => options with { HasHeader = false, DisableColCountCheck = true }).FromText(text);
        int next = 1;
        while (MoveNext(reader, file, next))
        {
            if (Read(file, next, reader.Current, out int following) is { } row)
            {
                yield return row;
            }

            next = following;
        }
    }

    private static bool MoveNext(SepReader reader, string file, int line)
    {
        try
        {
            return reader.MoveNext();
        }
        catch (NotSupportedException problem)
        {
            throw new DatasetException(file, $"line {line}", "a row of more than 16 million characters", "shorter rows (is a closing quote missing?)", problem);
        }
    }

    /// <summary>The row that begins at a line, null for an empty one.</summary>
    private static CsvRow? Read(string file, int line, SepReader.Row row, out int following)
    {
        // Sep counts from 2 when it begins; a row ends where the next begins.
        following = row.LineNumberToExcl;
        if (row.ColCount > MaximumFields)
        {
            throw new DatasetException(file, $"line {line}", $"more than {MaximumFields} fields", "fewer");
        }

        string[] fields = new string[row.ColCount];
        for (int i = 0; i < fields.Length; i++)
        {
            ReadOnlySpan<char> raw = row[i].Span;
            fields[i] = raw is ['"', ..] ? Quoted(file, line, raw) : Plain(file, line, raw);
        }

        return fields is [""] ? null : new CsvRow(line, fields);
    }

    private static string Plain(string file, int line, ReadOnlySpan<char> raw)
    {
        int quote = raw.IndexOf('"');
        if (quote >= 0)
        {
            line += LineEnds(raw[..quote]);
            throw new DatasetException(file, $"line {line}", "a quote inside an unquoted field", "the whole field in quotes, its own quotes doubled");
        }

        return Bounded(file, line, raw).ToString();
    }

    private static string Quoted(string file, int line, ReadOnlySpan<char> raw)
    {
        Bounded(file, line, raw);
        for (int at = 1; at < raw.Length; at++)
        {
            if (raw[at] == '"')
            {
                if (at == raw.Length - 1)
                {
                    return raw[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
                }

                if (raw[++at] != '"')
                {
                    const string Expected = "a comma or the line's end (quotes inside a field are doubled)";
                    throw new DatasetException(file, $"line {line + LineEnds(raw[..at])}", "text after a closing quote", Expected);
                }
            }
        }

        throw new DatasetException(file, $"line {line}", "a quote that is never closed", "a closing quote");
    }

    private static int LineEnds(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");

    private static ReadOnlySpan<char> Bounded(string file, int line, ReadOnlySpan<char> field) => field.Length <= MaximumFieldLength
        ? field
        : throw new DatasetException(file, $"line {line}", $"a field of {field.Length} characters", $"at most {MaximumFieldLength} (is a closing quote missing?)");
}
