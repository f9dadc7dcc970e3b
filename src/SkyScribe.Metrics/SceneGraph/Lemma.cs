using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Base forms of nouns and verbs.</summary>
internal static class Lemma
{
    private static readonly Dictionary<string, string> _irregular = new(StringComparer.Ordinal)
    {
        ["men"] = "man", ["women"] = "woman", ["people"] = "person", ["children"] = "child", ["feet"] = "foot", ["leaves"] = "leaf", ["shelves"] = "shelf",
        ["halves"] = "half", ["wharves"] = "wharf", ["geese"] = "goose", ["sheep"] = "sheep", ["buses"] = "bus", ["oases"] = "oasis", ["axes"] = "axis",
        ["grasses"] = "grass", ["glasses"] = "glass", ["tennis"] = "tennis", ["grass"] = "grass", ["gas"] = "gas", ["campus"] = "campus", ["bus"] = "bus",
        ["cross"] = "cross", ["across"] = "across", ["stadium"] = "stadium", ["series"] = "series", ["viaducts"] = "viaduct",
    };

    /// <summary>The singular of a noun: the first form that WordNet knows, else by the ending alone.</summary>
    public static string Noun(string word)
    {
        if (_irregular.TryGetValue(word, out string? irregular))
        {
            return irregular;
        }

        if (word.Length <= 3 || !word.EndsWith('s') || word.EndsWith("ss", StringComparison.Ordinal) || word.EndsWith("us", StringComparison.Ordinal) || word.EndsWith("is", StringComparison.Ordinal))
        {
            return word;
        }

        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4)
        {
            return word[..^3] + "y";
        }

        return word.EndsWith("ses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)
            ? Known(word[..^1], word[..^2])
            : word[..^1];
    }

    /// <summary>The base form of an inflected verb.</summary>
    public static string Verb(string word)
    {
        foreach ((string suffix, string[] endings) in (ReadOnlySpan<(string, string[])>)
            [("ies", ["y"]), ("ied", ["y"]), ("es", ["e", ""]), ("s", [""]), ("ed", ["e", ""]), ("ing", ["e", ""])])
        {
            if (word.Length > suffix.Length + 2 && word.EndsWith(suffix, StringComparison.Ordinal))
            {
                string stem = word[..^suffix.Length];
                string[] forms = [.. endings.Select(ending => stem + ending)];
                return Array.Find(forms, form => SynonymSets.English.Of(form).Length > 0)
                    ?? (stem.Length > 2 && stem[^1] == stem[^2] ? stem[..^1] : forms[^1]);
            }
        }

        return word;
    }

    private static string Known(params ReadOnlySpan<string> forms)
    {
        foreach (string form in forms)
        {
            if (SynonymSets.English.Of(form).Length > 0)
            {
                return form;
            }
        }

        return forms[^1];
    }
}
