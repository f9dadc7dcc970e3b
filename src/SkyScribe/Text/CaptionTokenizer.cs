using System.Globalization;
using System.Text;

namespace SkyScribe.Text;

/// <summary>
/// Splits a caption into lower-case words without punctuation, the same for training and for reading a user's text.
/// </summary>
/// <remarks>
/// On ordinary captions the words are those of the Penn Treebank tokenizer that caption scores are computed with: hyphenated words stay
/// whole, clitics are split off ("it 's", "have n't"). Abbreviations, addresses and smileys are not treated specially.
/// </remarks>
internal static class CaptionTokenizer
{
    private const int LetterApostrophe = 0x02BC;   // by its Unicode category a letter

    private static readonly string[] Clitics = ["n't", "'s", "'m", "'d", "'re", "'ve", "'ll"];

    /// <summary>The words of a caption, in order; empty when it has none.</summary>
    /// <param name="sentence">The caption as somebody wrote it.</param>
    public static string[] Tokenize(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var words = new List<string>();
        var word = new StringBuilder();
        Rune previous = default;
        for (int at = 0; at < sentence.Length;)
        {
            // An unpaired surrogate decodes to U+FFFD, which is no letter and so separates words.
            Rune.DecodeFromUtf16(sentence.AsSpan(at), out Rune rune, out int length);
            Rune.DecodeFromUtf16(sentence.AsSpan(at + length), out Rune next, out _);
            if (IsPartOfWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (word.Length > 0 && Joins(previous, rune, next) is char joint)
            {
                word.Append(joint);
            }
            else
            {
                EndWord(words, word);
                if (rune.Value is '%' or '&' or '$')
                {
                    words.Add(rune.ToString());
                }
            }

            previous = rune;
            at += length;
        }

        EndWord(words, word);
        return [.. words];
    }

    private static bool IsPartOfWord(Rune rune) => (Rune.IsLetterOrDigit(rune) && rune.Value != LetterApostrophe) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>What a sign between two letters or digits leaves in the word, or null where it parts two words.</summary>
    private static char? Joins(Rune left, Rune sign, Rune right)
    {
        if (!IsPartOfWord(left) || !IsPartOfWord(right))
        {
            return null;
        }

        return sign.Value switch
        {
            '-' or 0x2010 or 0x2011 => '-',
            '\'' or 0x2019 or LetterApostrophe => '\'',
            '_' => '_',
            '/' => '/',
            '.' or ',' or ':' when Rune.IsDigit(left) && Rune.IsDigit(right) => (char)sign.Value,
            _ => null,
        };
    }

    private static void EndWord(List<string> words, StringBuilder letters)
    {
        if (letters.Length == 0)
        {
            return;
        }

        string word = letters.ToString();
        letters.Clear();
        if (word == "cannot")
        {
            words.AddRange("can", "not");
            return;
        }

        string? clitic = Array.Find(Clitics, end => word.Length > end.Length && word.EndsWith(end, StringComparison.Ordinal));
        if (clitic is null)
        {
            words.Add(word);
            return;
        }

        words.AddRange(word[..^clitic.Length], clitic);
    }
}
