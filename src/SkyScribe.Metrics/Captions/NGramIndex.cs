using System.Runtime.InteropServices;

namespace SkyScribe.Metrics.Captions;

/// <summary>How often one n-gram occurs in a sentence.</summary>
/// <param name="Id">The n-gram's number in the <see cref="NGramIndex"/> that counted it.</param>
/// <param name="Count">Occurrences, at least 1.</param>
internal readonly record struct NGramCount(int Id, int Count);

/// <summary>A sentence as the metrics need it: words and n-grams as numbers.</summary>
/// <param name="Words">The word ids, in order.</param>
/// <param name="ByOrder">For n = 1..4 (index n - 1), the distinct n-grams by ascending id, so that two sentences are compared by merging and
/// sums always run in the same order.</param>
internal sealed record CountedSentence(int[] Words, NGramCount[][] ByOrder);

/// <summary>
/// Gives every distinct word and every distinct n-gram a dense number. An n-gram is stored as (its first n - 1 words' n-gram, last word),
/// so a key is eight bytes whatever n is, and vocabularies of any size fit.
/// </summary>
/// <remarks>
/// An index built over another one finds what that one knows and numbers the rest after it, without writing to it: a candidate is counted
/// against the references' index that way, from any thread, and an id at or above the shared <see cref="Count"/> occurs in no reference.
/// </remarks>
internal sealed class NGramIndex(NGramIndex? shared = null)
{
    /// <summary>The longest n-gram that caption metrics count.</summary>
    public const int MaxOrder = 4;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _ngrams = new(MixedHash.Instance);
    private readonly int _firstWord = shared?.WordCount ?? 0;
    private readonly int _firstNGram = shared?.Count ?? 0;

    /// <summary>Distinct n-grams of all orders, the shared index's included.</summary>
    public int Count => _firstNGram + _ngrams.Count;

    private int WordCount => _firstWord + _words.Count;

    /// <summary>Numbers and counts the n-grams of a sentence; new ones are added to this index.</summary>
    public CountedSentence Read(IReadOnlyList<string> tokens)
    {
        int[] words = new int[tokens.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = WordId(tokens[i]);
        }

        var byOrder = new NGramCount[MaxOrder][];
        int[] starts = [];
        for (int order = 1; order <= MaxOrder; order++)
        {
            int[] ids = new int[Math.Max(0, words.Length - order + 1)];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = NGramId(prefix: order == 1 ? 0 : starts[i] + 1, words[i + order - 1]);
            }

            byOrder[order - 1] = RunLengths(ids);
            starts = ids;
        }

        return new CountedSentence(words, byOrder);
    }

    private static NGramCount[] RunLengths(int[] ids)
    {
        int[] sorted = (int[])ids.Clone();
        Array.Sort(sorted);
        var counts = new List<NGramCount>(sorted.Length);
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to] == sorted[from]; to++)
            {
            }

            counts.Add(new NGramCount(sorted[from], to - from));
        }

        return [.. counts];
    }

    private int WordId(string word)
    {
        if (shared is not null && shared.TryFindWord(word, out int known))
        {
            return known;
        }

        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, word, out bool exists);
        if (!exists)
        {
            id = _firstWord + _words.Count - 1;
        }

        return id;
    }

    /// <param name="prefix">1 + the id of the n-gram of the words before; 0 for a single word.</param>
    /// <param name="word">The last word.</param>
    private int NGramId(int prefix, int word)
    {
        ulong key = ((ulong)(uint)prefix << 32) | (uint)word;
        if (shared is not null && shared.TryFindNGram(key, out int known))
        {
            return known;
        }

        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ngrams, key, out bool exists);
        if (!exists)
        {
            id = _firstNGram + _ngrams.Count - 1;
        }

        return id;
    }

    private bool TryFindWord(string word, out int id) => _words.TryGetValue(word, out id) || (shared is not null && shared.TryFindWord(word, out id));

    private bool TryFindNGram(ulong key, out int id) => _ngrams.TryGetValue(key, out id) || (shared is not null && shared.TryFindNGram(key, out id));

    /// <summary>
    /// The usual hash of a 64-bit number is its halves' exclusive or: neighbouring prefixes with neighbouring words would share a few hashes,
    /// and a million captions would take hours.
    /// </summary>
    private sealed class MixedHash : IEqualityComparer<ulong>
    {
        public static readonly MixedHash Instance = new();

        public bool Equals(ulong x, ulong y) => x == y;

        public int GetHashCode(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32);
    }
}
