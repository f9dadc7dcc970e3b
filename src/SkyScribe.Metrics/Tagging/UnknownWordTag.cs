namespace SkyScribe.Metrics.Tagging;

/// <summary>The likely tag of a word that the lexicon does not know, from its shape and its ending.</summary>
internal static class UnknownWordTag
{
    private static readonly (string Ending, string Tag)[] Endings =
    [
        ("ly", "RB"), ("ing", "VBG"), ("ed", "VBN"), ("ous", "JJ"), ("ful", "JJ"), ("less", "JJ"), ("able", "JJ"), ("ible", "JJ"), ("ish", "JJ"),
        ("ical", "JJ"), ("onal", "JJ"), ("ular", "JJ"), ("like", "JJ"), ("ness", "NN"), ("ss", "NN"), ("us", "NN"), ("is", "NN"), ("s", "NNS"),
    ];

    public static string Guess(string word, TagLexicon lexicon)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return "CD";
        }

        int joint = word.LastIndexOfAny(['-', '_']);
        if (joint > 0 && joint < word.Length - 1)
        {
            return OfCompound(word[..joint], word[(joint + 1)..], lexicon);
        }

        foreach ((string ending, string tag) in Endings)
        {
            if (word.Length > ending.Length + 1 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return tag;
            }
        }

        return "NN";
    }

    /// <summary>A compound goes by its last part: "t-junction" is a noun, "fan-shaped", "u-shaped" and "two-way" are adjectives.</summary>
    private static string OfCompound(string first, string last, TagLexicon lexicon)
    {
        string tag = lexicon.Find(last) is { } known ? known[0] : Guess(last, lexicon);
        bool counts = lexicon.Find(first) is ["CD", ..] || char.IsAsciiDigit(first[0]);
        return tag switch
        {
            "NNS" => "NNS",
            "NN" when !counts => "NN",
            _ => "JJ",
        };
    }
}
