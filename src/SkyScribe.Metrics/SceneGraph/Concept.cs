using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>A word of a tuple, or several that were merged because WordNet has them in one set of synonyms.</summary>
internal sealed class Concept
{
    private readonly string _word;
    private readonly int[] _seed;

    /// <summary>The words that were merged into the first one; most concepts have none.</summary>
    private List<string>? _merged;
    private int[] _sets;

    private Concept(string word, int[] sets) => (_word, _seed, _sets) = (word, sets, sets);

    /// <summary>The first of its words, the most frequent one.</summary>
    public string Word => _word;

    /// <summary>Whether the two have a word in common, or words of one set.</summary>
    public bool Matches(Concept other) =>
        _word == other._word || SynonymSets.Intersect(_sets, other._sets) || (_merged?.Exists(other.Has) ?? false)
        || (other._merged?.Contains(_word) ?? false);

    /// <summary>Merges words into concepts: each word into the first one it shares a set with, the most frequent words first.</summary>
    /// <param name="words">Words with how often they occur.</param>
    /// <param name="setsOf">The synonym sets of a word, ascending.</param>
    /// <param name="concepts">Gets the concepts.</param>
    /// <returns>For each word its concept.</returns>
    /// <remarks>
    /// A word joins by what it shares with the concept's first word, not with any: sharing a set is not transitive, and chains of it would
    /// join "field" with "plain" and "plain" with "unadorned". The order makes the result independent of the captions' order.
    /// </remarks>
    public static Dictionary<string, Concept> Merge(Dictionary<string, int> words, Func<string, int[]> setsOf, List<Concept> concepts)
    {
        var ofWord = new Dictionary<string, Concept>(words.Count, StringComparer.Ordinal);
        foreach (string word in Ordered(words))
        {
            int[] sets = setsOf(word);
            Concept? concept = concepts.Find(known => SynonymSets.Intersect(known._seed, sets));
            if (concept is null)
            {
                concepts.Add(concept = new Concept(word, sets));
            }
            else
            {
                (concept._merged ??= []).Add(word);
                concept._sets = [.. concept._sets.Union(sets).Order()];
            }

            ofWord.Add(word, concept);
        }

        return ofWord;
    }

    private bool Has(string word) => _word == word || (_merged?.Contains(word) ?? false);

    private static IEnumerable<string> Ordered(Dictionary<string, int> words) => words.Count == 1
        ? words.Keys
        : words.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).Select(word => word.Key);
}
