namespace SkyScribe.Metrics.Tokenization;

/// <summary>
/// The tokenizer of caption scores: Stanford CoreNLP 3.4.1's PTBTokenizer as coco-caption calls it (<c>-preserveLines -lowerCase</c>), with
/// coco-caption's punctuation tokens dropped.
/// </summary>
/// <remarks>
/// Quirks that are kept: "the U.S." has the token "u.s.", a pound sign becomes "#", brackets become "-lrb-" and the like and stay (only the
/// upper-case forms are in coco-caption's list, and tokens are lower case), "?!" stays because only single marks are in the list, and a
/// character outside the Basic Multilingual Plane, an emoji for example, vanishes.
/// </remarks>
public static class PtbTokenizer
{
    /// <summary>What reports call these tokens.</summary>
    public const string Name = "PTBTokenizer 3.4.1";

    /// <summary>What reports call them where each caption is read with the beginning of the next.</summary>
    public const string OneTextName = Name + ", captions as one text";

    // Of the next caption; no rule looks further than a tag's end.
    private const int MostOfNext = 256;

    // Longer than any caption. A rule may look ahead to the end of the line from each character, so hostile text costs the square of its length.
    private const int MaximumLength = 1 << 14;

    private static readonly LexicalAutomaton Lexer = BuildLexer();
    private static readonly Lazy<(LexicalAutomaton Token, LexicalAutomaton Following)>[] Parts =
        [.. PtbRules.All.Select(rule => new Lazy<(LexicalAutomaton, LexicalAutomaton)>(() => (Alone(rule.Pattern), Alone(rule.Following!))))];

    // coco-caption's list; the upper-case bracket names in it never occur after lower-casing.
    private static readonly HashSet<string> Punctuation = ["''", "'", "``", "`", ".", "?", "!", ",", ":", "-", "--", "...", ";"];

    /// <summary>The tokens of a caption, lower-case, in order; empty when it has none.</summary>
    /// <param name="caption">The caption as written; line ends count as blanks.</param>
    /// <exception cref="ArgumentException">The caption is longer than 16,384 characters.</exception>
    public static string[] Tokenize(string caption) => Tokenize(caption, null);

    /// <summary>The tokens of a caption that another follows in one text, as the reference tool reads all captions of a file: a few rules look at how
    /// the next one begins ("in zone B." before "The" loses the letter's full stop, "no." before "3" keeps its own).</summary>
    /// <param name="caption">The caption as written; line ends count as blanks.</param>
    /// <param name="next">The next caption; null where there is none, or where a caption's tokens are not to depend on others.</param>
    /// <exception cref="ArgumentException">The caption is longer than 16,384 characters.</exception>
    public static string[] Tokenize(string caption, string? next)
    {
        ArgumentNullException.ThrowIfNull(caption);
        if (caption.Length > MaximumLength)
        {
            throw new ArgumentException($"found a caption of {caption.Length} characters, expected at most {MaximumLength}", nameof(caption));
        }

        // A caption is one line, and the line's end is seen by rules that look at what follows.
        string line = caption.ReplaceLineEndings(" ") + "\n";
        int end = line.Length;
        line += next is null ? "" : next[..Math.Min(next.Length, MostOfNext)].ReplaceLineEndings(" ") + "\n";
        var tokens = new List<string>();
        for (int at = 0; at < end;)
        {
            ReadOnlySpan<char> rest = line.AsSpan(at);
            (int number, int length) = Lexer.Match(rest);
            if (number < 0)
            {
                at++;
                continue;
            }

            PtbRule rule = PtbRules.All[number];
            if (rule.Following is not null)
            {
                length = TokenLength(number, rest[..length]);
            }

            length -= rule.Back;
            if (Text(rule, rest[..length]) is { } token && !Punctuation.Contains(token))
            {
                tokens.Add(token);
            }

            at += length;
        }

        return [.. tokens];
    }

    /// <summary>The longest first part that is the token while the rest is what must follow it.</summary>
    private static int TokenLength(int rule, ReadOnlySpan<char> match)
    {
        (LexicalAutomaton token, LexicalAutomaton following) = Parts[rule].Value;
        int length = match.Length - 1;
        while (!(following.Accepts(match[length..]) && token.Accepts(match[..length])))
        {
            length--;
        }

        return length;
    }

    private static string? Text(PtbRule rule, ReadOnlySpan<char> match) => rule.Action switch
    {
        PtbAction.Skip => null,
        PtbAction.Replace => Lower(rule.Text!),
        PtbAction.Quotes => Lower(PtbNormalization.Quotes(match.ToString())),
        PtbAction.JoinBlanks => Lower(PtbNormalization.JoinBlanks(match.ToString())),
        PtbAction.Brackets => Lower(PtbNormalization.Brackets(PtbNormalization.JoinBlanks(match.ToString()))),
        PtbAction.SoftHyphens => Lower(PtbNormalization.WithoutSoftHyphens(match.ToString())),
        PtbAction.QuotesAndSoftHyphens => Lower(PtbNormalization.WithoutSoftHyphens(PtbNormalization.Quotes(match.ToString()))),
        PtbAction.Ampersands => Lower(match.ToString().Replace("&amp;", "&", StringComparison.OrdinalIgnoreCase)),
        PtbAction.Currency => PtbNormalization.Currency(match[0]),
        PtbAction.Fraction => PtbNormalization.Fraction(match[0]),
        _ => Lower(match.ToString()),
    };

    private static string Lower(string token)
    {
        foreach (char unit in token)
        {
            if (!char.IsAsciiLetterLower(unit) && !char.IsAsciiDigit(unit))
            {
                return PtbNormalization.Lower(token);
            }
        }

        return token;
    }

    private static LexicalAutomaton BuildLexer()
    {
        var nfa = new LexicalNfa();
        for (int rule = 0; rule < PtbRules.All.Count; rule++)
        {
            PtbRule read = PtbRules.All[rule];
            nfa.Add(read.Following is null ? read.Pattern : $"({read.Pattern})({read.Following})", rule);
        }

        return new LexicalAutomaton(nfa);
    }

    private static LexicalAutomaton Alone(string pattern)
    {
        var nfa = new LexicalNfa();
        nfa.Add(pattern, 0);
        return new LexicalAutomaton(nfa);
    }
}
