using System.Collections.Concurrent;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Meteor;

/// <summary>Looks words up, each once. Safe to use from several threads.</summary>
internal sealed class MeteorLexicon(ParaphraseContent? table)
{
    // Far more words than English captions have; beyond it, a file of random words would only fill the memory.
    private const int MostKept = 1 << 18;

    private static readonly HashSet<string> FunctionWords = ReadFunctionWords();

    private readonly ConcurrentDictionary<string, MeteorWord> _words = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The words of a normalized caption.</summary>
    /// <param name="words">the caption</param>
    /// <param name="unkept">
    /// words that are not kept, of the captions found before; captions that are to be compared share one, so that their equal words, and no others,
    /// are the same object
    /// </param>
    public MeteorWord[] Find(IReadOnlyList<string> words, Dictionary<string, MeteorWord> unkept)
    {
        var found = new MeteorWord[words.Count];
        for (int i = 0; i < found.Length; i++)
        {
            // Those of this image first: another thread may have kept the same word since.
            if (!unkept.TryGetValue(words[i], out MeteorWord? word) && !_words.TryGetValue(words[i], out word))
            {
                word = _count < MostKept ? Keep(words[i]) : unkept[words[i]] = LookUp(words[i]);
            }

            found[i] = word;
        }

        return found;
    }

    private MeteorWord Keep(string word)
    {
        MeteorWord made = LookUp(word), kept = _words.GetOrAdd(word, made);
        if (ReferenceEquals(made, kept))
        {
            Interlocked.Increment(ref _count);   // the dictionary's own count locks it
        }

        return kept;
    }

    private MeteorWord LookUp(string word) =>
        new(EnglishStemmer.Stem(word), SynonymSets.English.Of(word), FunctionWords.Contains(word), table?.WordNumber(word) ?? -1);

    private static HashSet<string> ReadFunctionWords()
    {
        using Stream stream = typeof(MeteorLexicon).Assembly.GetManifestResourceStream("english.function-words.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
