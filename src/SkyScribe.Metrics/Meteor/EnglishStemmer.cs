namespace SkyScribe.Metrics.Meteor;

/// <summary>The Snowball "English" stemmer (Porter 2), after its published description, as METEOR 1.5 uses it.</summary>
/// <remarks>R1 and R2 are the parts of the word after the first, and after the second, consonant that follows a vowel.</remarks>
internal static class EnglishStemmer
{
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["skis"] = "ski", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie",
        ["idly"] = "idl", ["gently"] = "gentl", ["ugly"] = "ugli", ["early"] = "earli", ["only"] = "onli", ["singly"] = "singl",
        ["sky"] = "sky", ["news"] = "news", ["howe"] = "howe", ["atlas"] = "atlas", ["cosmos"] = "cosmos", ["bias"] = "bias", ["andes"] = "andes",
    };

    private static readonly HashSet<string> FinishedEarly =
        new(["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"], StringComparer.Ordinal);

    private static readonly string[] LongStarts = ["gener", "commun", "arsen"];
    private static readonly string[] Doubles = ["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"];

    // Of several endings that a word has, the longest counts; so each list goes from long to short.
    private static readonly (string Suffix, string Ending)[] Step2Endings =
    [
        ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"),
        ("lessli", "less"),
        ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"),
        ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogi", "og"),
        ("li", ""),
    ];

    private static readonly (string Suffix, string Ending)[] Step3Endings =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""), ("ical", "ic"), ("ness", ""),
        ("ful", ""),
    ];

    private static readonly string[] Step4Endings =
    [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic",
    ];

    /// <summary>The stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        if (Exceptions.TryGetValue(word, out string? exception))
        {
            return exception;
        }

        if (word.Length <= 2)
        {
            return word;
        }

        string text = MarkConsonantY(word[0] == '\'' ? word[1..] : word);
        int first = RegionOne(text), second = After(text, first);
        text = Plural(WithoutPossessive(text));
        if (FinishedEarly.Contains(text))
        {
            return text;
        }

        text = PastAndProgressive(text, first);
        text = FinalY(text);
        text = Step2(text, first);
        text = Step3(text, first, second);
        text = Step4(text, second);
        return Step5(text, first, second).Replace('Y', 'y');
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static bool HasVowel(ReadOnlySpan<char> text) => text.IndexOfAny("aeiouy") >= 0;

    /// <summary>A y that starts the word or follows a vowel is a consonant, written Y.</summary>
    private static string MarkConsonantY(string word)
    {
        char[] text = word.ToCharArray();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 'y' && (i == 0 || IsVowel(text[i - 1])))
            {
                text[i] = 'Y';
            }
        }

        return new string(text);
    }

    private static int RegionOne(string text) =>
        Array.Find(LongStarts, start => text.StartsWith(start, StringComparison.Ordinal)) is { } known ? known.Length : After(text, 0);

    /// <summary>The position after the first consonant that follows a vowel, counted from a position; the end where there is none.</summary>
    private static int After(string text, int from)
    {
        for (int i = from + 1; i < text.Length; i++)
        {
            if (!IsVowel(text[i]) && IsVowel(text[i - 1]))
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    private static string WithoutPossessive(string text)
    {
        foreach (string ending in (ReadOnlySpan<string>)["'s'", "'s", "'"])
        {
            if (Ends(text, ending))
            {
                return text[..^ending.Length];
            }
        }

        return text;
    }

    private static string Plural(string text)
    {
        if (Ends(text, "sses"))
        {
            return text[..^2];
        }

        if (Ends(text, "ied") || Ends(text, "ies"))
        {
            return text.Length > 4 ? text[..^2] : text[..^1];
        }

        return Ends(text, "s") && !Ends(text, "us") && !Ends(text, "ss") && text.Length > 2 && HasVowel(text.AsSpan(0, text.Length - 2)) ? text[..^1]
            : text;
    }

    private static string PastAndProgressive(string text, int first)
    {
        if (Ends(text, "eedly") || Ends(text, "eed"))
        {
            int length = Ends(text, "eedly") ? 5 : 3;
            return text.Length - length >= first ? text[..^length] + "ee" : text;
        }

        string? suffix = Array.Find(["ingly", "edly", "ing", "ed"], ending => Ends(text, ending));
        if (suffix is null || !HasVowel(text.AsSpan(0, text.Length - suffix.Length)))
        {
            return text;
        }

        text = text[..^suffix.Length];
        if (Ends(text, "at") || Ends(text, "bl") || Ends(text, "iz"))
        {
            return text + "e";
        }

        if (Array.Exists(Doubles, pair => Ends(text, pair)))
        {
            return text[..^1];
        }

        return first >= text.Length && EndsInShortSyllable(text) ? text + "e" : text;
    }

    private static string FinalY(string text) =>
        text.Length > 2 && text[^1] is 'y' or 'Y' && text.Length > 2 && !IsVowel(text[^2]) ? text[..^1] + "i" : text;

    private static string Step2(string text, int first)
    {
        foreach ((string suffix, string ending) in Step2Endings)
        {
            if (Ends(text, suffix))
            {
                int start = text.Length - suffix.Length;
                bool allowed = start >= first && suffix switch
                {
                    "ogi" => start > 0 && text[start - 1] == 'l',
                    "li" => start > 0 && text[start - 1] is 'c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't',
                    _ => true,
                };
                return allowed ? text[..start] + ending : text;
            }
        }

        return text;
    }

    private static string Step3(string text, int first, int second)
    {
        foreach ((string suffix, string ending) in Step3Endings)
        {
            if (Ends(text, suffix))
            {
                int start = text.Length - suffix.Length;
                return start >= (suffix == "ative" ? second : first) ? text[..start] + ending : text;
            }
        }

        return text;
    }

    private static string Step4(string text, int second)
    {
        string? suffix = Array.Find(Step4Endings, ending => Ends(text, ending));
        if (suffix is null || text.Length - suffix.Length < second)
        {
            return text;
        }

        string rest = text[..^suffix.Length];
        return suffix == "ion" && !Ends(rest, "s") && !Ends(rest, "t") ? text : rest;
    }

    private static string Step5(string text, int first, int second)
    {
        if (Ends(text, "e"))
        {
            string rest = text[..^1];
            return rest.Length >= second || (rest.Length >= first && !EndsInShortSyllable(rest)) ? rest : text;
        }

        return Ends(text, "ll") && text.Length - 1 >= second ? text[..^1] : text;
    }

    /// <summary>A vowel between consonants, the last not w, x or Y; or a vowel and a consonant that are the whole word.</summary>
    private static bool EndsInShortSyllable(string text) => text.Length switch
    {
        < 2 => false,
        2 => IsVowel(text[0]) && !IsVowel(text[1]),
        _ => !IsVowel(text[^3]) && IsVowel(text[^2]) && !IsVowel(text[^1]) && text[^1] is not ('w' or 'x' or 'Y'),
    };

    private static bool Ends(string text, string ending) => text.EndsWith(ending, StringComparison.Ordinal);
}
