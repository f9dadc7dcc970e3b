using System.Collections.Frozen;
using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>The singular of a noun: exceptions first, then endings, chosen by which singular the tagger's lexicon knows.</summary>
internal static class NounLemma
{
    /// <summary>Plurals that no ending explains, and words in -s that are no plurals.</summary>
    private static readonly FrozenDictionary<string, string> Exceptions = Pairs(
        "men man women woman children child feet foot teeth tooth geese goose mice mouse oxen ox",
        "leaves leaf shelves shelf halves half knives knife lives life roofs roof rooves roof wharves wharf loaves loaf calves calf wolves wolf thieves thief",
        "buses bus busses bus gases gas axes axis crises crisis bases base oases oasis analyses analysis atria atrium stadia stadium fungi fungus cacti cactus",
        "radii radius nuclei nucleus media medium criteria criterion strata stratum vertices vertex matrices matrix",
        "people people series series species species means means grass grass glass glass moss moss pass pass cross cross mass mass campus campus bus bus gas gas lens lens",
        "canvas canvas sports sport ties tie pies pie shoes shoe heroes hero potatoes potato tomatoes tomato mosquitoes mosquito volcanoes volcano");

    public static string Of(string word, string tag)
    {
        if (Exceptions.TryGetValue(word, out string? singular))
        {
            return singular;
        }

        return IsPlural(word, tag) ? Singular(word) : word;
    }

    /// <summary>Whether the word is written as a plural; the tagger's tag decides, but "men" needs none.</summary>
    public static bool IsPlural(string word, string tag) =>
        tag is "NNS" or "NNPS" && (Exceptions.TryGetValue(word, out string? singular) ? singular != word || word is "people"
        : word is [.., not 's', 's'] && word.Length > 3);

    private static string Singular(string word)
    {
        string cut = word[..^1];
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4)
        {
            return word[..^3] + "y";
        }

        if (TagLexicon.Default.Find(cut) is not null || !word.EndsWith("es", StringComparison.Ordinal))
        {
            return cut;
        }

        // "Churches" and "boxes", but "ellipses".
        return TagLexicon.Default.Find(word[..^2]) is not null || HasHissBefore(word) ? word[..^2] : cut;
    }

    private static bool HasHissBefore(string word) => word[..^2] is [.., 'x'] or [.., 's', 's'] or [.., 'z', 'z'] or [.., 'c' or 's', 'h'];

    private static FrozenDictionary<string, string> Pairs(params string[] lines) =>
        lines.SelectMany(line => line.Split(' ').Chunk(2)).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
