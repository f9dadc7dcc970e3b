using System.Text;
using System.Text.RegularExpressions;

namespace SkyScribe.Metrics.Meteor;

/// <summary>METEOR 1.5's normalizer for English (<c>-norm</c>), which it runs over the tokens again: dashes and dots inside words go, so that systems
/// get partial credit.</summary>
/// <remarks>
/// It expects lower-case text, as coco-caption's tokenizer gives it; of METEOR's abbreviations only the lower-case ones are here. Quirk kept:
/// punctuation that the tokenizer left (%, &amp;, $) counts as words.
/// </remarks>
internal static partial class MeteorNormalizer
{
    // METEOR's letters: Latin up to U+017E, Cyrillic, phonetic extensions.
    private const string Letter =
        "A-Za-z\u0160\u017D\u0161\u017E\u0178\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u017E\u0400-\u04FF\u0500-\u0527\uA640-\uA66E\uA67E-\uA697\u1D00-\u1D7F";
    private const string Blanks = "[ \u00A0\u1680\u180E\u2000-\u200B\u202F\u205F\u3000\uFEFF]+";

    private static readonly char[] Separators = [' ', '\t', '\n', '\r', '\f'];

    // Moses' English prefixes after which a full stop is no sentence end, as far as they are lower-case.
    private static readonly HashSet<string> KeepTheirDot = ["v", "vs", "i.e", "rev", "e.g"];
    private static readonly HashSet<string> KeepTheirDotBeforeNumbers = ["pp"];

    /// <summary>The words that METEOR compares.</summary>
    /// <param name="tokens">A caption's tokens.</param>
    public static string[] Normalize(IReadOnlyList<string> tokens)
    {
        string line = string.Join(' ', tokens);
        return IsPlain(line) ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries) : Rewrite(line);
    }

    /// <summary>Whether nothing below changes the line, as in nearly all captions.</summary>
    private static bool IsPlain(string line)
    {
        foreach (char unit in line)
        {
            if (!char.IsAsciiLetterLower(unit) && !char.IsAsciiDigit(unit) && unit != ' ')
            {
                return false;
            }
        }

        return true;
    }

    private static string[] Rewrite(string line)
    {
        string text = OtherSign().Replace($" {line} ", " $1 ");
        text = HideRepeatedDots(text);
        text = CommaBetweenOthers().Replace(text, "$1 , $2");
        text = CommaAfterDigit().Replace(text, "$1 , $2");
        text = CommaBeforeDigit().Replace(text, "$1 , $2");
        text = SingleQuote().Replace(text, "'");
        text = DoubleQuote().Replace(text, " \" ");
        text = text.Replace('\u2013', '-').Replace("--", "-", StringComparison.Ordinal);
        text = InnerDash().Replace(text, "$1 $2");
        text = QuoteBetweenOthers().Replace(text, "$1 ' $2");
        text = QuoteBeforeLetter().Replace(text, "$1 ' $2");
        text = QuoteAfterLetter().Replace(text, "$1 ' $2");
        text = QuoteBetweenLetters().Replace(text, "$1 '$2");
        text = QuoteAfterDigit().Replace(text, "$1 '$2");
        text = SplitDots(text.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        text = ShowRepeatedDots(text);
        text = AnyBlanks().Replace(text, " ").Trim();
        return text.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);
    }

    private static string HideRepeatedDots(string text)
    {
        text = RepeatedDots().Replace(text, " DOTMULTI$1");
        while (text.Contains("DOTMULTI.", StringComparison.Ordinal))
        {
            text = LastHiddenDot().Replace(text, "DOTDOTMULTI $1").Replace("DOTMULTI.", "DOTDOTMULTI", StringComparison.Ordinal);
        }

        return text;
    }

    private static string ShowRepeatedDots(string text)
    {
        while (text.Contains("DOTDOTMULTI", StringComparison.Ordinal))
        {
            text = text.Replace("DOTDOTMULTI", "DOTMULTI.", StringComparison.Ordinal);
        }

        return text.Replace("DOTMULTI", ".", StringComparison.Ordinal);
    }

    /// <summary>Splits off final dots, but for abbreviations; those with inner dots lose all of them (u.s. becomes us).</summary>
    private static string SplitDots(string[] words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            string next = i + 1 < words.Length ? words[i + 1] : "";
            if (word.Length < 2 || word[^1] != '.')
            {
                text.Append(word);
            }
            else if (word[..^1].Contains('.', StringComparison.Ordinal) && AnyLetter().IsMatch(word[..^1]))
            {
                text.Append(word.Replace(".", "", StringComparison.Ordinal));
            }
            else if (KeepTheirDot.Contains(word[..^1])
                || (next.Length > 0 && char.IsAsciiLetterLower(next[0]))
                || (KeepTheirDotBeforeNumbers.Contains(word[..^1]) && next.Length > 0 && char.IsAsciiDigit(next[0])))
            {
                text.Append(word);
            }
            else
            {
                text.Append(word, 0, word.Length - 1).Append(" .");
            }

            text.Append(' ');
        }

        return text.ToString();
    }

    // A surrogate pair is one sign.
    [GeneratedRegex("([\uD800-\uDBFF][\uDC00-\uDFFF]|[^0-9" + Letter + " \\t\\n\\x0B\\f\\r.'`,\\-\u2018\u2019])")]
    private static partial Regex OtherSign();

    [GeneratedRegex(@"\.(\.+)")]
    private static partial Regex RepeatedDots();

    [GeneratedRegex(@"DOTMULTI\.([^.])")]
    private static partial Regex LastHiddenDot();

    [GeneratedRegex("([^0-9]),([^0-9])")]
    private static partial Regex CommaBetweenOthers();

    [GeneratedRegex("([0-9]),([^0-9])")]
    private static partial Regex CommaAfterDigit();

    [GeneratedRegex("([^0-9]),([0-9])")]
    private static partial Regex CommaBeforeDigit();

    [GeneratedRegex("[`\u2018\u2019]")]
    private static partial Regex SingleQuote();

    [GeneratedRegex("[\u201C\u201D]|''")]
    private static partial Regex DoubleQuote();

    [GeneratedRegex("([0-9" + Letter + "\\.])-([0-9" + Letter + "])")]
    private static partial Regex InnerDash();

    [GeneratedRegex("([^" + Letter + "])'([^" + Letter + "])")]
    private static partial Regex QuoteBetweenOthers();

    [GeneratedRegex("([^0-9" + Letter + "])'([" + Letter + "])")]
    private static partial Regex QuoteBeforeLetter();

    [GeneratedRegex("([" + Letter + "])'([^" + Letter + "])")]
    private static partial Regex QuoteAfterLetter();

    [GeneratedRegex("([" + Letter + "])'([" + Letter + "])")]
    private static partial Regex QuoteBetweenLetters();

    [GeneratedRegex("([0-9])'(s)")]
    private static partial Regex QuoteAfterDigit();

    [GeneratedRegex("[" + Letter + "]")]
    private static partial Regex AnyLetter();

    [GeneratedRegex(Blanks)]
    private static partial Regex AnyBlanks();
}
