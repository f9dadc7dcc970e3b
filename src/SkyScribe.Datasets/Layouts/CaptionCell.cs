using System.Globalization;
using System.Text;

namespace SkyScribe.Datasets.Layouts;

/// <summary>What stands where one caption is expected: a caption, nothing under one of its names, or a list of captions that Python or NumPy
/// printed.</summary>
internal static class CaptionCell
{
    private const int MostDepth = 4;
    private const string ArrayStart = "array(";

    // What pandas and its like write for a missing value.
    private static readonly HashSet<string> Missing = new(
        StringComparer.OrdinalIgnoreCase) { "", "nan", "null", "none", "n/a", "na", "<na>", "#n/a", "nat", "-nan" };

    /// <summary>Whether a text says that there is none.</summary>
    public static bool IsMissing(string? text) => text is null || Missing.Contains(text.Trim());

    /// <summary>The captions of a cell: one, several, or none where the value is missing.</summary>
    /// <param name="text">the cell</param>
    /// <param name="problem">why a list cannot be read; null where all is well</param>
    public static IReadOnlyList<string> Read(string? text, out string? problem)
    {
        problem = null;
        if (IsMissing(text))
        {
            return [];
        }

        return ListIn(text!.Trim()) is { } list ? Items(list, out problem) : [text!];
    }

    /// <summary>The list in a text, brackets included; null where it is an ordinary caption.</summary>
    private static string? ListIn(string text)
    {
        if (text.StartsWith(ArrayStart, StringComparison.Ordinal) && text.EndsWith(')') && text.LastIndexOf(']') is > 0 and var end)
        {
            return text[ArrayStart.Length..(end + 1)];
        }

        bool isTuple = text is ['(', '\'' or '"', .., ')'];
        return text is ['[', .., ']'] || isTuple ? text : null;
    }

    private static List<string> Items(string text, out string? problem)
    {
        var items = new List<string>();
        int depth = 0;
        problem = null;
        for (int at = 0; at < text.Length && problem is null;)
        {
            char letter = text[at];
            switch (letter)
            {
                case '[' or '(':
                    problem = ++depth > MostDepth ? "lists in lists" : null;
                    at++;
                    break;
                case ']' or ')':
                    problem = --depth < 0 || (depth == 0 && at < text.Length - 1) ? "text after its end" : null;
                    at++;
                    break;
                case ',' or ' ' or '\n' or '\r' or '\t':
                    at++;
                    break;
                case '\'' or '"':
                    problem = Quoted(text, ref at, items);
                    break;
                default:
                    problem = Word(text, ref at);
                    break;
            }
        }

        problem ??= depth != 0 ? "a list that is never closed" : null;
        return problem is null ? items : [];
    }

    private static string? Quoted(string text, ref int at, List<string> items)
    {
        char quote = text[at++];
        var item = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                item.Append(text[at++]);
                continue;
            }

            char kind = text[at + 1];
            int digits = kind switch { 'x' => 2, 'u' => 4, _ => 0 };
            if (digits > 0 && at + 2 + digits <= text.Length
                && int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int code))
            {
                item.Append((char)code);
            }
            else
            {
                item.Append(kind switch { 'n' or 'r' or 't' => " ", '\\' or '\'' or '"' or '/' => kind.ToString(), _ => "\\" + kind });
                digits = 0;
            }

            at += 2 + digits;
        }

        if (at++ >= text.Length)
        {
            return "a quote that is never closed";
        }

        if (!IsMissing(item.ToString()))
        {
            items.Add(item.ToString());
        }

        return null;
    }

    private static string? Word(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is not (',' or ']' or ')' or ' ' or '\n' or '\'' or '"'))
        {
            at++;
        }

        string word = text[start..at];
        return word is "..." or "…" ? "a list that NumPy has cut ('...')" : IsMissing(word) || word is "u" ? null : "an item without quotes";
    }
}
