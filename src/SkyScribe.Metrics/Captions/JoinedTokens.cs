namespace SkyScribe.Metrics.Captions;

/// <summary>
/// Tokens that hold a no-break space ("3 1/2" is one): the Python tools split there when they count n-grams for BLEU and CIDEr, but not for ROUGE-L.
/// </summary>
internal static class JoinedTokens
{
    private const char Joint = '\u00A0';

    /// <summary>Whether a token of some sentence has a joint.</summary>
    public static bool AreIn(IEnumerable<string[]> sentences) =>
        sentences.Any(sentence => Array.Exists(sentence, token => token.Contains(Joint, StringComparison.Ordinal)));

    /// <summary>A sentence's words as n-grams see them.</summary>
    public static string[] Split(string[] sentence) =>
        AreIn([sentence]) ? [.. sentence.SelectMany(token => token.Split(Joint, StringSplitOptions.RemoveEmptyEntries))] : sentence;

    /// <summary>The words of several sentences.</summary>
    public static IReadOnlyList<string[]> Split(IReadOnlyList<string[]> sentences) => AreIn(sentences) ? [.. sentences.Select(Split)] : sentences;
}
