using System.Collections.Concurrent;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Meteor;

/// <summary>Looks words up, each once. Safe to use from several threads.</summary>
internal sealed class MeteorLexicon(ParaphraseTable? table)
{
    // Far more words than English captions have; beyond it, a file of random words only fills the memory.
    private const int MaxDistinctWords = 1 << 18;

    private static readonly HashSet<string> _functionWords = ReadFunctionWords();

    private readonly ConcurrentDictionary<string, MeteorWord> _words = new(StringComparer.Ordinal);

    /// <summary>The words of a normalized caption. Words of one call are the same object if and only if they are equal.</summary>
    public MeteorWord[] Find(IReadOnlyList<string> words)
    {
        var found = new MeteorWord[words.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = _words.GetOrAdd(words[i], LookUp);
        }

        return found;
    }

    /// <summary>Forgets the words if there are too many; not while sentences are compared.</summary>
    public void Trim()
    {
        if (_words.Count > MaxDistinctWords)
        {
            _words.Clear();
        }
    }

    private MeteorWord LookUp(string word) =>
        new(EnglishStemmer.Stem(word), SynonymSets.English.Of(word), _functionWords.Contains(word), table?.WordNumber(word) ?? -1);

    private static HashSet<string> ReadFunctionWords()
    {
        using Stream stream = typeof(MeteorLexicon).Assembly.GetManifestResourceStream("english.function-words.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
