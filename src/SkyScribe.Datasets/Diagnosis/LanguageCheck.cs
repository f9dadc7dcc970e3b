using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Looks whether captions are English words divided by blanks, which vocabulary, attributes and metrics take them for. Hours of training do
/// not show it.</summary>
internal static class LanguageCheck
{
    // Of the words of UCM, Sydney and RSICD, 99 % are known; of French captions a tenth.
    private const double ManyOneWord = 0.2, MostlyUnspaced = 0.3, MostlyUnknown = 0.5;
    private const int FewestWords = 50;

    // Scripts whose writers put no blanks between words, by the first and last letter of their blocks.
    private static readonly (char First, char Last)[] Unspaced =
        [('\u0E00', '\u0EFF'), ('\u0F00', '\u0FFF'), ('\u1000', '\u109F'), ('\u1780', '\u17FF'), ('\u3040', '\u30FF'), ('\u3400', '\u4DBF'),
        ('\u4E00', '\u9FFF'), ('\uF900', '\uFAFF')];

    /// <summary>Checks sentences.</summary>
    /// <param name="sentences">each as its words</param>
    public static IEnumerable<Finding> Check(IReadOnlyCollection<string[]> sentences)
    {
        int oneWord = sentences.Count(words => words.Length == 1);
        long letters = sentences.Sum(words => words.Sum(word => (long)word.Length)), unspaced =
            sentences.Sum(words => words.Sum(word => (long)word.Count(IsUnspaced)));
        if (unspaced > MostlyUnspaced * letters)
        {
            yield return new Finding(
                Severity.Warning, "no-blanks-between-words",
                FormattableString.Invariant(
                $"the captions are not words divided by blanks: they are in a script that is written without (Chinese, Japanese, Thai), and {oneWord} of {sentences.Count} captions are one word each; put blanks between words first, or train on tokens that the file has (--set data.sentences=tokens). Attributes and METEOR know English only"));
            yield break;
        }

        if (oneWord > 0)
        {
            yield return new Finding(
                oneWord > ManyOneWord * sentences.Count ? Severity.Warning : Severity.Note, "one-word-captions",
                FormattableString.Invariant(
                $"{oneWord} of {sentences.Count} captions are one word{(oneWord > ManyOneWord * sentences.Count ? ": are they labels, or words that are not divided by blanks?" : "")}"));
        }

        string[] words = [.. sentences.SelectMany(sentence => sentence).Where(word => word.All(char.IsLetter))];
        int unknown = words.Count(word => !PartOfSpeechTagger.Knows(word));
        if (words.Length >= FewestWords && unknown > MostlyUnknown * words.Length)
        {
            yield return new Finding(
                Severity.Warning, "not-english",
                FormattableString.Invariant(
                $"{(double)unknown / words.Length:p0} of the captions' words are not English: attributes are chosen by an English tagger, and METEOR's synonyms are English"));
        }
    }

    private static bool IsUnspaced(char letter) => Array.Exists(Unspaced, block => letter >= block.First && letter <= block.Last);
}
