using SkyScribe.Text;

namespace SkyScribe.Lab;

/// <summary>One word of a caption.</summary>
/// <param name="Text">the word as the model wrote it</param>
/// <param name="Wrong">whether none of the image's references has it</param>
public sealed record MarkedWord(string Text, bool Wrong);

/// <summary>A caption beside the references of its image: which of its words occur in none of them.</summary>
/// <param name="Words">the caption's words, in order</param>
public sealed record MarkedCaption(IReadOnlyList<MarkedWord> Words)
{
    /// <summary>How many words are wrong; one that is written twice counts twice.</summary>
    public int WrongWords => Words.Count(word => word.Wrong);

    /// <summary>Compares a caption with references.</summary>
    /// <param name="caption">words separated by blanks, as a model gives them</param>
    /// <param name="references">raw sentences about the image</param>
    public static MarkedCaption Of(string caption, IEnumerable<string> references)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentNullException.ThrowIfNull(references);
        var known = references.SelectMany(CaptionTokenizer.Tokenize).ToHashSet(StringComparer.Ordinal);
        return new MarkedCaption(
            [.. caption.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => new MarkedWord(word, !IsIn(known, word)))]);
    }

    /// <summary>The caption as Markdown, wrong words in bold.</summary>
    public string ToMarkdown() => string.Join(' ', Words.Select(word => word.Wrong ? $"**{Escape(word.Text)}**" : Escape(word.Text)));

    /// <summary>A text that Markdown shows as it is, on one line.</summary>
    internal static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '\\' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '|' or '~' or '&' => $"\\{c}",
        _ when char.IsControl(c) => " ",
        _ => $"{c}",
    }));

    // A vocabulary made of a file's own tokens may hold what the tokenizer parts ("cannot", "red/blue.") or drops (","); its clitics ("'s") are the
    // tokenizer's own.
    private static bool IsIn(HashSet<string> known, string word) => known.Contains(word) || CaptionTokenizer.Tokenize(word).All(known.Contains);
}
