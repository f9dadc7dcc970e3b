using SkyScribe.Datasets.Layouts;

namespace SkyScribe.Datasets.Labels;

/// <summary>What may be a caption in a file that programs and spreadsheets read.</summary>
internal static class LabelText
{
    /// <summary>Most characters.</summary>
    public const int Longest = 500;

    private const string Formulas = "=+-@";

    /// <summary>The text with single blanks between its words.</summary>
    public static string Tidy(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Why a text cannot be a caption, as "found ..., expected ..."; null where it can.</summary>
    /// <param name="text">of <see cref="Tidy"/></param>
    public static (string Found, string Expected)? Problem(string text)
    {
        if (text.Length is 0 or > Longest)
        {
            return ($"{text.Length} characters", $"a caption of 1 to {Longest}");
        }

        if (text.Any(char.IsControl) || HasLoneSurrogate(text))
        {
            return ("a control character or half a letter", "letters only");
        }

        if (Formulas.Contains(text[0], StringComparison.Ordinal))
        {
            return ($"a '{text[0]}' at the start", "a word there: a spreadsheet would take the caption for a formula");
        }

        return !text.Any(char.IsLetterOrDigit) ? ("no word", "a caption with words")
            : CaptionCell.Read(text, out _) is [var only] && only == text ? null
            : (IO.SkyScribeException.Quote(text), "a sentence: tables of captions have this for a missing caption or for a list of them");
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
