using System.Collections.Frozen;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Prepositions, those of several words included, each with the one label that all its spellings get.</summary>
internal static class Prepositions
{
    private const string OnBothSides = "on both sides of";
    private const string InTheMiddle = "in the middle of";

    private static readonly FrozenDictionary<string, string> Single = new Dictionary<string, string>(
        "in on at of with without within near beside around inside outside along across through throughout over under above below between among behind into onto upon against toward towards from by off beyond beneath underneath amid like past down up opposite via for"
            .Split(' ').Select(word => KeyValuePair.Create(word, word)), StringComparer.Ordinal)
    {
        // Other spellings and frequent slips of the corpora.
        ["nearby"] = "near", ["besides"] = "beside", ["alongside"] = "along", ["arround"] = "around", ["round"] = "around", ["amongst"] = "among",
        ["amidst"] = "amid", ["towards"] = "toward", ["aside"] = "beside", ["as"] = "as", ["than"] = "than", ["about"] = "around", ["whth"] = "with",
        ["during"] = "during", ["except"] = "except",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Word groups and their labels; "|" gives choices, "?" may be missing. The longest that fits counts.</summary>
    private static readonly FrozenDictionary<string, Group[]> Groups = new[]
    {
        Read("in|on|at|along|by|from the|its? both|two|either|each|all|its sides|side of?", OnBothSides),
        Read("in|on|at|along the? other|another|opposite side of?", "on the other side of"),
        Read("in|on|at|along one|single side|sides of?", "on one side of"),
        Read("in|on|at|by|along the? side of?", "beside"),
        Read("in|at|on the? very? middle|center|centre of?", InTheMiddle),
        Read("in|at the? front of", "in front of"),
        Read("on the? top of", "on top of"),
        Read("on|to|at|in the? left of", "left of"),
        Read("on|to|at|in the? right of", "right of"),
        Read("next|bext to", "next to"),
        Read("close|closed|closely to", "close to"),
        Read("adjacent to|with", "adjacent to"),
        Read("near|nearby to|by", "near"),
        Read("away from", "away from"),
        Read("far away? from", "far from"),
        Read("out of", "out of"),
        Read("inside of", "inside"),
        Read("outside of", "outside"),
        Read("along|together with", "with"),
        Read("such as", "such as"),
        Read("full of", "full of"),
        Read("up of", "of"),
    }.SelectMany(group => group.Parts[0].Choices.Select(first => (first, group)))
        .GroupBy(pair => pair.first, pair => pair.group).ToFrozenDictionary(pairs => pairs.Key, pairs => pairs.ToArray(), StringComparer.Ordinal);

    /// <summary>Prepositions that say where something is even if nothing follows them: "with a lawn beside".</summary>
    private static readonly FrozenSet<string> Alone = FrozenSet.ToFrozenSet(
        ["near", "beside", "around", "inside", "outside", "along", "across", "through", "over", "under", "above", "below", "between", "behind", "in",
        "on", "by",
         "next to", "close to", OnBothSides, InTheMiddle, "on the other side of", "on one side of", "in front of", "on top of"],
         StringComparer.Ordinal);

    public static bool StandsAlone(string label) => Alone.Contains(label);

    /// <summary>The preposition at a place: its label and how many words it takes; (null, 0) where there is none.</summary>
    public static (string? Label, int Length) At(IReadOnlyList<string> words, int at)
    {
        (string? best, int longest) = (null, 0);
        foreach (Group group in Groups.GetValueOrDefault(words[at], []))
        {
            int length = Match(group, words, at);
            if (length > longest)
            {
                (best, longest) = (group.Label, length);
            }
        }

        return best is not null ? (best, longest) : Single.TryGetValue(words[at], out string? single) ? (single, 1) : (null, 0);
    }

    private static int Match(Group group, IReadOnlyList<string> words, int at)
    {
        int next = at;
        foreach ((string[] choices, bool isOptional) in group.Parts)
        {
            if (next < words.Count && choices.Contains(words[next]))
            {
                next++;
            }
            else if (!isOptional)
            {
                return 0;
            }
        }

        return next - at;
    }

    private static Group Read(string pattern, string label) =>
        new([.. pattern.Split(' ').Select(part => (part.TrimEnd('?').Split('|'), part.EndsWith('?')))], label);

    private sealed record Group((string[] Choices, bool IsOptional)[] Parts, string Label);
}
