using System.Text;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One record of a table, and the line it begins at.</summary>
/// <remarks>RFC 4180, but a quote inside a field that does not begin with one is text, as spreadsheets and Python read it; libraries that take quotes
/// anywhere join rows there.</remarks>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields)
{
    private const int MaximumFieldLength = 20_000;
    private const int MaximumFields = 256;

    /// <summary>The records of a text, empty lines left out. Quoted fields may hold separators, line ends and doubled quotes.</summary>
    /// <param name="file">the file, for messages</param>
    /// <param name="text">all of it</param>
    /// <param name="separator">between fields</param>
    /// <exception cref="DatasetException">A quoted field without an end or with text after it, a field too long, or too many of them.</exception>
    public static IEnumerable<CsvRow> Parse(string file, string text, char separator = ',')
    {
        // Programs that write tabs or bars seldom quote: a quote that makes no field is text there.
        bool isStrict = separator is ',' or ';';
        int at = 0, line = 1;
        while (at < text.Length)
        {
            int first = line;
            var fields = new List<string>();
            for (bool ends = false; !ends;)
            {
                if (fields.Count == MaximumFields)
                {
                    throw new DatasetException(file, $"line {first}", $"more than {MaximumFields} fields", "fewer");
                }

                fields.Add(Quoted(file, text, separator, isStrict, ref at, ref line) ?? Plain(file, text, separator, line, ref at));
                if (at < text.Length && text[at] == separator)
                {
                    at++;
                    if (at < text.Length || fields.Count == MaximumFields)
                    {
                        continue;
                    }

                    fields.Add("");   // the file ends with a separator
                }

                ends = true;
                at += at >= text.Length ? 0 : text.AsSpan(at).StartsWith("\r\n") ? 2 : 1;
            }

            line++;
            if (fields is not [""])
            {
                yield return new CsvRow(first, fields);
            }
        }
    }

    private static string Plain(string file, string text, char separator, int line, ref int at)
    {
        int length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
        string field = Bounded(file, line, text.AsSpan(at, length < 0 ? text.Length - at : length)).ToString();
        at += field.Length;
        return field;
    }

    /// <summary>A field in quotes, maybe after blanks; null for one that is not.</summary>
    private static string? Quoted(string file, string text, char separator, bool isStrict, ref int at, ref int line)
    {
        int start = at;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        if (start >= text.Length || text[start] != '"')
        {
            return null;
        }

        isStrict &= start == at;
        var field = new StringBuilder();
        int now = line;
        for (int from = start + 1; ;)
        {
            int length = text.AsSpan(from, Math.Min(MaximumFieldLength + 1, text.Length - from)).IndexOf('"');
            if (length < 0 || field.Length + length > MaximumFieldLength)
            {
                bool isTooLong = length >= 0 || text.Length - from > MaximumFieldLength;
                return !isStrict ? null : throw new DatasetException(
                    file, $"line {line}", isTooLong ? $"a field of more than {MaximumFieldLength} characters" : "a quote that is never closed",
                    isTooLong ? $"at most {MaximumFieldLength} (is a closing quote missing?)" : "a closing quote");
            }

            ReadOnlySpan<char> part = text.AsSpan(from, length);
            field.Append(part);
            now += LineEnds(part);
            from += length + 1;
            if (from < text.Length && text[from] == '"')
            {
                field.Append('"');
                from++;
                continue;
            }

            int end = from;
            while (end < text.Length && text[end] == ' ' && separator != ' ')
            {
                end++;
            }

            if (end < text.Length && text[end] != separator && text[end] is not ('\r' or '\n'))
            {
                const string Expected = "a separator or the line's end (quotes inside a quoted field are doubled)";
                return !isStrict ? null : throw new DatasetException(file, $"line {now}", "text after a closing quote", Expected);
            }

            (at, line) = (end, now);
            return field.ToString();
        }
    }

    private static int LineEnds(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");

    private static ReadOnlySpan<char> Bounded(string file, int line, ReadOnlySpan<char> field) => field.Length <= MaximumFieldLength
        ? field
        : throw new DatasetException(
        file, $"line {line}", $"a field of {field.Length} characters", $"at most {MaximumFieldLength} (is a closing quote missing?)");
}
