using System.Text;

namespace SkyScribe.Datasets.Layouts;

/// <summary>One record of a comma-separated file after RFC 4180, and the line it begins at.</summary>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields)
{
    private const int MaximumFieldLength = 20_000;
    private const int MaximumFields = 256;

    /// <summary>The records of a text, empty lines left out. Quoted fields may hold commas, line ends and doubled quotes.</summary>
    /// <exception cref="DatasetException">A quote where none may be, or a field too long.</exception>
    public static IEnumerable<CsvRow> Parse(string file, string text)
    {
        int line = 1;
        for (int at = 0; at < text.Length;)
        {
            int first = line;
            var fields = new List<string>();
            bool more = true;
            while (more)
            {
                fields.Add(at < text.Length && text[at] == '"' ? Quoted(file, text, ref at, ref line) : Plain(file, text, ref at, line));
                if (fields.Count > MaximumFields)
                {
                    throw new DatasetException(file, $"line {line}", $"more than {MaximumFields} fields", "fewer");
                }

                more = at < text.Length && text[at] == ',';
                at += more ? 1 : 0;
            }

            if (at < text.Length && text[at] is not ('\r' or '\n'))
            {
                const string Expected = "a comma or the line's end (quotes inside a field are doubled)";
                throw new DatasetException(file, $"line {line}", "text after a closing quote", Expected);
            }

            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
            line++;
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                yield return new CsvRow(first, fields);
            }
        }
    }

    private static string Plain(string file, string text, ref int at, int line)
    {
        int start = at;
        int length = text.AsSpan(at).IndexOfAny(",\r\n\"");
        at = length < 0 ? text.Length : at + length;
        if (at < text.Length && text[at] == '"')
        {
            throw new DatasetException(file, $"line {line}", "a quote inside an unquoted field", "the whole field in quotes, its own quotes doubled");
        }

        return Bounded(file, line, text.AsSpan(start, at - start)).ToString();
    }

    private static string Quoted(string file, string text, ref int at, ref int line)
    {
        var field = new StringBuilder();
        int first = line;
        at++;
        while (true)
        {
            int length = text.AsSpan(at).IndexOf('"');
            if (length < 0)
            {
                throw new DatasetException(file, $"line {first}", "a quote that is never closed", "a closing quote");
            }

            ReadOnlySpan<char> part = text.AsSpan(at, length);
            line += part.Count('\n') + part.Count('\r') - part.Count("\r\n");
            field.Append(Bounded(file, first, part));
            at += length + 1;
            if (at >= text.Length || text[at] != '"')
            {
                return field.ToString();
            }

            field.Append('"');
            at++;
            if (field.Length > MaximumFieldLength)
            {
                throw TooLong(file, first, field.Length);
            }
        }
    }

    private static ReadOnlySpan<char> Bounded(string file, int line, ReadOnlySpan<char> field) =>
        field.Length <= MaximumFieldLength ? field : throw TooLong(file, line, field.Length);

    private static DatasetException TooLong(string file, int line, int length) =>
        new(file, $"line {line}", $"a field of {length} characters", $"at most {MaximumFieldLength} (is a closing quote missing?)");
}
