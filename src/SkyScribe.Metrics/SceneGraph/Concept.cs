using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>A word of a tuple, or several that were merged because WordNet has them in one set of synonyms.</summary>
internal sealed class Concept
{
    private readonly List<string> _words;
    private readonly int[] _seed;
    private int[] _sets;

    private Concept(string word, int[] sets) => (_words, _seed, _sets) = ([word], sets, sets);

    /// <summary>The word that others were merged into.</summary>
    public string Word => _words[0];

    /// <summary>Whether the two have a word in common, or words of one set.</summary>
    public bool Matches(Concept other) => Word == other.Word || SynonymSets.Intersect(_sets, other._sets) || _words.Exists(other._words.Contains);

    /// <summary>Merges words into concepts: each word into the first one it shares a set with, the most frequent words first.</summary>
    /// <param name="words">Words with how often they occur.</param>
    /// <param name="setsOf">The synonym sets of a word, ascending.</param>
    /// <returns>For each word its concept.</returns>
    /// <remarks>
    /// A word joins by what it shares with the concept's first word, not with any: sharing a set is not transitive, and chains of it would
    /// join "field" with "plain" and "plain" with "unadorned". The order makes the result independent of the captions' order.
    /// </remarks>
    public static Dictionary<string, Concept> Merge(IEnumerable<KeyValuePair<string, int>> words, Func<string, int[]> setsOf)
    {
        var concepts = new List<Concept>();
        var ofWord = new Dictionary<string, Concept>(StringComparer.Ordinal);
        foreach ((string word, _) in words.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal))
        {
            int[] sets = setsOf(word);
            Concept? concept = concepts.Find(known => SynonymSets.Intersect(known._seed, sets));
            if (concept is null)
            {
                concepts.Add(concept = new Concept(word, sets));
            }
            else
            {
                concept._words.Add(word);
                concept._sets = [.. concept._sets.Union(sets).Order()];
            }

            ofWord.Add(word, concept);
        }

        return ofWord;
    }
}
