using System.Text;

namespace SkyScribe.Metrics.Tokenization;

/// <summary>How the Penn Treebank tokenizer rewrites the text of a token.</summary>
internal static class PtbNormalization
{
    public static string WithoutSoftHyphens(string token)
    {
        string rest = token.Replace("\u00AD", "", StringComparison.Ordinal);
        return rest.Length > 0 ? rest : "-";
    }

    public static string JoinBlanks(string token) => token.Replace(' ', '\u00A0');

    public static string Brackets(string token) =>
        token.Replace("(", "-LRB-", StringComparison.Ordinal).Replace(")", "-RRB-", StringComparison.Ordinal);

    /// <summary>Cents, and the two signs that the Wall Street Journal corpus has: # for pounds, $ for what has no sign there.</summary>
    public static string Currency(char sign) => sign switch
    {
        '\u00A2' => "cents",
        '\u00A3' => "#",
        '\u0080' or '\u00A4' or '\u20A0' or '\u20AC' => "$",
        _ => sign.ToString(),
    };

    public static string Fraction(char sign) => sign switch
    {
        '\u00BC' => "1/4",
        '\u00BD' => "1/2",
        '\u00BE' => "3/4",
        '\u2153' => "1/3",
        '\u2154' => "2/3",
        _ => sign.ToString(),
    };

    /// <summary>Typographic quotation marks as ' ` '' ``; captions drop all four where they are tokens of their own.</summary>
    public static string Quotes(string token)
    {
        var text = new StringBuilder(token.Length);
        foreach (char unit in token.Replace("&apos;", "'", StringComparison.OrdinalIgnoreCase))
        {
            text.Append(unit switch
            {
                '\u0082' or '\u008B' or '\u0091' or '\u2018' or '\u201A' or '\u201B' or '\u2039' => "`",
                '\u0092' or '\u009B' or '\u2019' or '\u203A' => "'",
                '\u0084' or '\u0093' or '\u201C' or '\u201E' or '\u00AB' => "``",
                '\u0094' or '\u201D' or '\u00BB' => "''",
                _ => unit.ToString(),
            });
        }

        return text.ToString();
    }

    /// <summary>Java's lower case, which differs from .NET's at the dotted I and at a sigma that ends a word.</summary>
    public static string Lower(string token)
    {
        string lower = token.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
        return token.Length > 1 && token[^1] == '\u03A3' ? lower[..^1] + '\u03C2' : lower;
    }
}
