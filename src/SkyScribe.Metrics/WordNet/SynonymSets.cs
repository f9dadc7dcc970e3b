using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using SkyScribe.Metrics.Resources;

namespace SkyScribe.Metrics.WordNet;

/// <summary>
/// The synonym sets of WordNet 3.0 as METEOR 1.5 uses them: two words are synonyms if a set has both, each as it is or in its base form.
/// Safe to use from several threads.
/// </summary>
/// <remarks>
/// Sets are known by their offset in WordNet's files, which differ for nouns, verbs, adjectives and adverbs but may coincide; METEOR does not
/// tell them apart, and neither does this class.
/// </remarks>
internal sealed class SynonymSets
{
    private static readonly Lazy<SynonymSets> EnglishSets = new(() => new SynonymSets());

    // WordNet's rules of detachment, in its order: nouns, verbs, adjectives.
    private static readonly (string Suffix, string Ending)[] Detachments =
    [
        ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y"),
        ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
        ("er", ""), ("est", ""), ("er", "e"), ("est", "e"),
    ];

    private readonly MappedBytes _bytes = MappedResource.OpenPacked("english-synsets.bin.br");
    private readonly Dictionary<string, List<string>> _irregular = ReadIrregular();
    private readonly ConcurrentDictionary<string, int[]> _known = new(StringComparer.Ordinal);

    private SynonymSets()
    {
    }

    /// <summary>English, read at first use.</summary>
    public static SynonymSets English => EnglishSets.Value;

    private int Count => _bytes.Int32(0);

    /// <summary>The sets of a lower-case word and of its base form, ascending.</summary>
    public int[] Of(string word) => _known.GetOrAdd(word, Find);

    /// <summary>Whether a set has both words; a word without any set shares none, not even with itself.</summary>
    public bool Share(string first, string second) => Intersect(Of(first), Of(second));

    /// <summary>Whether two ascending lists have a number in common.</summary>
    public static bool Intersect(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        for (int i = 0, j = 0; i < first.Length && j < second.Length;)
        {
            if (first[i] == second[j])
            {
                return true;
            }

            if (first[i] < second[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return false;
    }

    private int[] Find(string word)
    {
        var sets = new SortedSet<int>();
        Add(word, sets);
        if (_irregular.TryGetValue(word, out List<string>? bases))
        {
            bases.ForEach(form => Add(form, sets));
        }
        else if (BaseForm(word) is { } form)
        {
            Add(form, sets);
        }

        return [.. sets];
    }

    /// <summary>The first base form that WordNet has. Words in -ful have none, although WordNet's own rule would strip it: METEOR's does
    /// not.</summary>
    private string? BaseForm(string word)
    {
        if (word.Length <= 2 || word.EndsWith("ss", StringComparison.Ordinal))
        {
            return null;
        }

        foreach ((string suffix, string ending) in Detachments)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                string form = word[..^suffix.Length] + ending;
                if (IndexOf(form) >= 0)
                {
                    return form;
                }
            }
        }

        return null;
    }

    private void Add(string word, SortedSet<int> sets)
    {
        int index = IndexOf(word);
        if (index < 0)
        {
            return;
        }

        // After the words' offsets come the offsets of their sets, then the words, then the sets.
        int setOffsets = 4 * (Count + 2);
        int words = setOffsets + (4 * (Count + 1));
        int setsAt = words + _bytes.Int32(4 + (4 * Count));
        for (int at = _bytes.Int32(setOffsets + (4 * index)); at < _bytes.Int32(setOffsets + (4 * (index + 1))); at++)
        {
            sets.Add(_bytes.Int32(setsAt + (4 * at)));
        }
    }

    private int IndexOf(string word)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(word);
        ReadOnlySpan<byte> words = _bytes.Span[(4 + (8 * (Count + 1)))..];
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = words[_bytes.Int32(4 + (4 * middle)).._bytes.Int32(8 + (4 * middle))].SequenceCompareTo(wanted);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Irregular forms with their bases; the file has a line with a base, then a line with its forms.</summary>
    private static Dictionary<string, List<string>> ReadIrregular()
    {
        using Stream stream = typeof(SynonymSets).Assembly.GetManifestResourceStream("english.exceptions.gz")!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        var bases = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } form && reader.ReadLine() is { } irregular)
        {
            foreach (string word in irregular.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                (bases.TryGetValue(word, out List<string>? known) ? known : bases[word] = []).Add(form);
            }
        }

        return bases;
    }
}
