using System.Globalization;

using SkyScribe.IO;

namespace SkyScribe.Geo.Coordinates.Formats;

/// <summary>A node of well-known text: a keyword with values and further nodes in brackets.</summary>
/// <remarks>OGC 01-009 (WKT 1) and ISO 19162 (WKT 2) share this form. The text is hostile until parsed: its length, its depth and its number of nodes
/// are bounded.</remarks>
internal sealed class WktNode
{
    /// <summary>The longest text that is read, in characters; EPSG's longest has 10,000.</summary>
    public const int LongestText = 200_000;

    private const int Deepest = 40, MostNodes = 5_000;

    private WktNode(string keyword) => Keyword = keyword;

    /// <summary>The keyword in upper case.</summary>
    public string Keyword { get; }

    /// <summary>Quoted texts, numbers and bare words, without the nodes between them.</summary>
    public List<string> Values { get; } = [];

    /// <summary>The nodes in its brackets.</summary>
    public List<WktNode> Children { get; } = [];

    /// <summary>The first value, which is mostly the name; empty where there is none.</summary>
    public string Name => Values.Count > 0 ? Values[0] : "";

    /// <summary>Reads a text.</summary>
    /// <param name="text">the whole text</param>
    /// <param name="file">the file that it is of, for messages</param>
    /// <exception cref="GeoException">It is no well-known text, or beyond the bounds.</exception>
    public static WktNode Parse(string text, string file)
    {
        if (text.Length > LongestText)
        {
            throw Problem(file, 0, $"a text of {text.Length} characters", $"at most {LongestText}");
        }

        int at = 0, nodes = 0;
        WktNode root = ParseNode(text, file, ref at, ref nodes, 0);
        SkipSpace(text, ref at);
        while (at < text.Length && text[at] == ',')
        {
            // ESRI writes the height's system behind that of places.
            int start = at++;
            if (ParseNode(text, file, ref at, ref nodes, 0).Keyword != "VERTCS")
            {
                throw Problem(file, start, SkyScribeException.Quote(text[start..]), "the end of the definition");
            }

            SkipSpace(text, ref at);
        }

        return at >= text.Length || text[at] == '\0' ? root
            : throw Problem(file, at, SkyScribeException.Quote(text[at..]), "the end of the definition");
    }

    /// <summary>The first node of one of some keywords; null where there is none.</summary>
    public WktNode? Child(params ReadOnlySpan<string> keywords)
    {
        foreach (WktNode child in Children)
        {
            if (keywords.Contains(child.Keyword))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The number at a place among the values; null where there is none.</summary>
    public double? Number(int index) =>
        index < Values.Count && double.TryParse(Values[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) ? number : null;

    /// <summary>EPSG's code in its AUTHORITY or ID; null where there is none or another authority's.</summary>
    public int? EpsgCode() =>
        Child("AUTHORITY", "ID") is { Values.Count: >= 2 } id && id.Name.Equals("EPSG", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(id.Values[1], NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code > 0 ? code : null;

    private static WktNode ParseNode(string text, string file, ref int at, ref int nodes, int depth)
    {
        if (depth > Deepest || ++nodes > MostNodes)
        {
            throw Problem(file, at, depth > Deepest ? $"brackets more than {Deepest} deep"
                : $"more than {MostNodes} brackets", "the definition of a coordinate system");
        }

        string keyword = Word(text, ref at).ToUpperInvariant();
        SkipSpace(text, ref at);
        if (keyword.Length == 0 || at >= text.Length || text[at] is not ('[' or '('))
        {
            throw Problem(file, at, at < text.Length ? SkyScribeException.Quote(text[at..])
                : "the end of the text", "a keyword and a bracket, such as PROJCS[: the definition is damaged");
        }

        char close = text[at++] == '[' ? ']' : ')';
        var node = new WktNode(keyword);
        while (true)
        {
            SkipSpace(text, ref at);
            if (at < text.Length && text[at] == close && node.Values.Count + node.Children.Count == 0)
            {
                at++;
                return node;
            }

            ParseItem(text, file, node, ref at, ref nodes, depth);
            SkipSpace(text, ref at);
            char next = at < text.Length ? text[at++] : '\0';
            if (next == close)
            {
                return node;
            }

            if (next != ',')
            {
                throw Problem(file, at, next == '\0' ? "the end of the text"
                    : $"'{(char.IsControl(next) ? '?' : next)}'", $"a comma or {close} in {keyword}: the definition is damaged");
            }
        }
    }

    private static void ParseItem(string text, string file, WktNode node, ref int at, ref int nodes, int depth)
    {
        if (at < text.Length && text[at] == '"')
        {
            node.Values.Add(Quoted(text, file, ref at));
            return;
        }

        int start = at;
        string word = Word(text, ref at);
        int end = at;
        SkipSpace(text, ref at);
        if (at < text.Length && text[at] is '[' or '(' && word.Length > 0)
        {
            at = start;
            node.Children.Add(ParseNode(text, file, ref at, ref nodes, depth + 1));
            return;
        }

        at = end;
        node.Values.Add(word.Length > 0 ? word : throw Problem(
            file, at, at < text.Length ? SkyScribeException.Quote(text[at..]) : "the end of the text", $"a value of {node.Keyword}"));
    }

    private static string Quoted(string text, string file, ref int at)
    {
        int start = ++at;
        while (true)
        {
            int quote = text.IndexOf('"', at);
            if (quote < 0)
            {
                throw Problem(file, start, "a text without its closing quotation mark", "one with it");
            }

            at = quote + 1;
            if (at >= text.Length || text[at] != '"')
            {
                return text[start..quote].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            at++;
        }
    }

    private static string Word(string text, ref int at)
    {
        SkipSpace(text, ref at);
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '+' or '-'))
        {
            at++;
        }

        return text[start..at];
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '\uFEFF'))
        {
            at++;
        }
    }

    private static GeoException Problem(string file, int at, string found, string expected) =>
        new(file, $"coordinate system, character {at + 1}", found, expected);
}
