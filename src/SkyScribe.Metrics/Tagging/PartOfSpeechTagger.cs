namespace SkyScribe.Metrics.Tagging;

/// <summary>
/// Gives each word of a caption its Penn Treebank tag: first the word's most likely tag, then corrections by what stands around it, as
/// Eric Brill's tagger works. The rules are ours, made for the language of remote-sensing captions.
/// </summary>
/// <remarks>
/// Quantities keep the lexicon's reading: "many", "several", "few", "other", "same" are adjectives (JJ) and therefore attributes, as in the
/// paper's examples; "some", "a", "each", "both" are determiners and numerals are CD, so they are not.
/// </remarks>
public static class PartOfSpeechTagger
{
    /// <summary>The tags of a caption's words, one each.</summary>
    /// <param name="words">Lower-case words without punctuation.</param>
    public static string[] Tag(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        TagLexicon lexicon = TagLexicon.Default;
        var readings = new string[]?[words.Count];
        var tags = new string[words.Count];
        var bits = new ulong[words.Count];
        ulong present = 0;
        for (int i = 0; i < tags.Length; i++)
        {
            readings[i] = lexicon.Find(words[i]);
            tags[i] = readings[i] is { } known ? known[0] : UnknownWordTag.Guess(words[i], lexicon);
            present |= bits[i] = ContextualRule.BitOf(tags[i]);
        }

        foreach (ContextualRule rule in ContextualRules.All)
        {
            for (int i = 0; i < tags.Length && rule.MayApply(present); i++)
            {
                if (rule.MayApply(bits[i]) && rule.Applies(words, tags, i) && (rule.Always || readings[i] is null || readings[i].Contains(rule.To)))
                {
                    tags[i] = rule.To;
                    present |= bits[i] = ContextualRule.BitOf(rule.To);
                }
            }
        }

        return tags;
    }

    /// <summary>Whether the lexicon has a word.</summary>
    /// <param name="word">a lower-case word</param>
    public static bool Knows(string word) => TagLexicon.Default.Find(word) is not null;

    /// <summary>Whether a word with this tag can be an attribute label: nouns and adjectives, comparatives included.</summary>
    public static bool IsAttribute(string tag) => tag is "NN" or "NNS" or "NNP" or "NNPS" or "JJ" or "JJR" or "JJS";
}
