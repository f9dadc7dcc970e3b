using System.Collections.Frozen;
using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>The base form of a verb: irregular ones first, then endings, chosen by which base form the tagger's lexicon knows as a verb.</summary>
internal static class VerbLemma
{
    private static readonly FrozenDictionary<string, string> Irregular = new[]
    {
        "be am is are was were been being 's 'm 're", "have has had having 've", "do does did done doing", "go goes went gone", "build built",
        "make made", "grow grew grown", "lay laid", "lie lay lain lying", "see saw seen", "leave left", "run ran", "take took taken",
        "show shown", "give gave given", "stand stood", "sit sat", "find found", "hold held", "keep kept", "lead led", "meet met", "rise rose risen",
        "fall fell fallen", "draw drew drawn", "drive drove driven", "ride rode ridden", "break broke broken", "wind wound", "blow blew blown",
        "fly flew flown flies", "swim swam swum", "throw threw thrown", "tear tore torn", "wear wore worn", "bring brought", "come came",
        "become became", "begin began begun",
        "write wrote written", "choose chose chosen", "freeze froze frozen", "hide hid hidden", "sink sank sunk", "shine shone",
        "tie tied tying ties",
        "fill filled", "spread spreads", "bend bent", "feel felt", "form formed", "sow sown", "weave wove woven", "dig dug", "hang hung",

        // Frequent slips of the corpora.
        "surround surounded surroundeded surroundd suround surounds sorrounded surrouned", "semi-surround semisurrounded semisurround",
        "divide devided divied",
        "separate seperated seperate", "flourish flurish", "park pareked", "arrange arraged",
    }.Select(line => line.Split(' ')).SelectMany(words => words.Skip(1).Select(form => (form, Base: words[0])))
        .DistinctBy(pair => pair.form).ToFrozenDictionary(pair => pair.form, pair => pair.Base, StringComparer.Ordinal);

    public static string Of(string word)
    {
        if (Irregular.TryGetValue(word, out string? lemma))
        {
            return lemma;
        }

        return word switch
        {
            [.., 'i', 'e', 'd'] or [.., 'i', 'e', 's'] when word.Length > 4 => word[..^3] + "y",
            [.., 'i', 'n', 'g'] when word.Length > 5 => Stem(word[..^3]),
            [.., 'e', 'd'] when word.Length > 4 => Stem(word[..^2]),
            [.., not 's', 's'] when word.Length > 3 => IsVerb(word[..^1]) || !word.EndsWith("es", StringComparison.Ordinal) ? word[..^1]
                : Stem(word[..^2]),
            _ => word,
        };
    }

    /// <summary>"park", "divid" and "stopp" become "park", "divide" and "stop". A stem that the lexicon does not know stays.</summary>
    private static string Stem(string stem)
    {
        // A compound goes by its last part: "semi-surround".
        int joint = stem.LastIndexOf('-');
        if (joint > 0 && joint < stem.Length - 1)
        {
            return stem[..(joint + 1)] + Stem(stem[(joint + 1)..]);
        }

        if (IsVerb(stem))
        {
            return stem;
        }

        if (IsVerb(stem + "e"))
        {
            return stem + "e";
        }

        bool isDoubled = stem.Length > 3 && stem[^1] == stem[^2];
        return isDoubled && IsVerb(stem[..^1]) ? stem[..^1] : WantsE(stem) ? stem + "e" : stem;
    }

    /// <summary>Of a stem that is no verb of the lexicon: "situat" and "curv" end as only verbs in -e do.</summary>
    private static bool WantsE(string stem) =>
        TagLexicon.Default.Find(stem) is null && (TagLexicon.Default.Find(stem + "e") is not null || stem is [.., 'a', 't'] or [.., 'i', 'z']
        or [.., 'o', 's'] or [.., 'u', 'r'] or [.., 'r', 'v']);

    private static bool IsVerb(string word) => TagLexicon.Default.Find(word) is { } tags && (tags.Contains("VB") || tags.Contains("VBP"));
}
