using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Text;

/// <summary>
/// The caption words a model knows, numbered: four special words first, then the words of the training captions by falling count.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Id of the word that fills short rows of a batch; it never counts in a loss.</summary>
    public const int Pad = 0;

    /// <summary>Id of the word every caption begins with.</summary>
    public const int Begin = 1;

    /// <summary>Id of the word every caption ends with.</summary>
    public const int End = 2;

    /// <summary>Id that stands for every word outside the vocabulary.</summary>
    public const int Unknown = 3;

    /// <summary>How the word is spelled that detailed captions begin with, in place of <see cref="Begin"/>.</summary>
    public const string DetailedWord = "<detailed>";

    /// <summary>Longer "words" (addresses, mostly) stay unknown, in characters.</summary>
    internal const int MaximumWordLength = 256;

    private readonly ImmutableArray<string> _words;
    private readonly Dictionary<string, int> _ids;

    private Vocabulary(ImmutableArray<string> words)
    {
        _words = words;
        _ids = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (int id = ReservedWords.Length; id < words.Length; id++)
        {
            _ids.Add(words[id], id);
        }

        Detailed = _ids.Remove(DetailedWord, out int detailed) ? detailed : null;   // no caption spells it
    }

    /// <summary>How the special words are spelled, in the order of their ids.</summary>
    public static ImmutableArray<string> ReservedWords { get; } = ["<pad>", "<begin>", "<end>", "<unk>"];

    /// <summary>Number of ids, special words included.</summary>
    public int Count => _words.Length;

    /// <summary>Id of the word that detailed captions begin with; null for a model that knows plain ones only.</summary>
    public int? Detailed { get; }

    /// <summary>All words in the order of their ids, special words included.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The words that captions can have, in the order of their ids: all but the special ones.</summary>
    public IEnumerable<string> CaptionWords => _words.Skip(ReservedWords.Length).Where(word => word != DetailedWord);

    /// <summary>SHA-256, as lower-case hexadecimal digits, over the words in order (UTF-8, each ended by a line feed).</summary>
    public string Hash => Sha256.Of(string.Concat(_words.Select(word => word + "\n")));

    /// <summary>The id of a word of a caption; <see cref="Unknown"/> when it is not in the vocabulary.</summary>
    /// <remarks>A caption that spells out a special word ("&lt;end&gt;") gets <see cref="Unknown"/> for it, never the special id.</remarks>
    public int this[string word] => _ids.GetValueOrDefault(word, Unknown);

    /// <summary>Collects the words of the training captions.</summary>
    /// <param name="sentences">Tokenized captions of the training split only.</param>
    /// <param name="minimumCount">Words that occur less often are left out.</param>
    /// <param name="hasDetailed">Whether detailed captions are to be told from plain ones.</param>
    /// <exception cref="ArgumentException">A word is empty or holds white space or control characters.</exception>
    public static Vocabulary Build(IEnumerable<string[]> sentences, int minimumCount, bool hasDetailed = false)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in sentences.SelectMany(sentence => sentence))
        {
            if (!IsWord(word))
            {
                throw new ArgumentException($"found the word '{word}', expected words without white space or control characters", nameof(sentences));
            }

            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return new Vocabulary(
        [
            .. ReservedWords,
            .. counts.Where(entry => entry.Value >= minimumCount && entry.Key.Length <= MaximumWordLength && !IsReserved(entry.Key))
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key),
            .. hasDetailed ? [DetailedWord] : Array.Empty<string>(),
        ]);
    }

    /// <summary>This vocabulary with the words of another that it lacks, in their order, after its own: the ids of its own words stay.</summary>
    public Vocabulary With(Vocabulary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Vocabulary([.. _words, .. other._words.Except(_words)]);
    }

    /// <summary>Reads a vocabulary that <see cref="WriteJson(string)"/> wrote.</summary>
    /// <exception cref="VocabularyException">The file is missing, too big, or not such a vocabulary.</exception>
    public static Vocabulary ReadJson(string path) => new(VocabularyJson.Read(path));

    /// <summary>Reads a vocabulary from a stream, from its position to its end.</summary>
    /// <param name="stream">The JSON text, UTF-8.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="VocabularyException">It is too big, or not a vocabulary.</exception>
    public static Vocabulary ReadJson(Stream stream, string name) => new(VocabularyJson.Read(stream, name));

    /// <summary>Writes the vocabulary to a file; an existing one is replaced.</summary>
    public void WriteJson(string path)
    {
        using FileStream stream = File.Create(path);
        WriteJson(stream);
    }

    /// <summary>Writes the vocabulary as JSON (UTF-8) to a stream.</summary>
    public void WriteJson(Stream stream) => VocabularyJson.Write(stream, _words);

    /// <summary>The word of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in 0 .. Count - 1.</exception>
    public string Word(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count);
        return _words[id];
    }

    /// <summary>The ids of a caption's words; neither begin nor end is added.</summary>
    public int[] Encode(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var ids = new int[words.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = this[words[i]];
        }

        return ids;
    }

    /// <summary>The words of ids up to the first <see cref="End"/>; begin and padding are left out.</summary>
    public string[] Decode(ReadOnlySpan<int> ids)
    {
        var words = new List<string>(ids.Length);
        foreach (int id in ids)
        {
            if (id == End)
            {
                break;
            }

            if (id is not (Pad or Begin) && id != Detailed)
            {
                words.Add(Word(id));
            }
        }

        return [.. words];
    }

    private static bool IsReserved(string word) => ReservedWords.Contains(word) || word == DetailedWord;

    /// <summary>Whether a text can be a word: visible, without white space, and valid UTF-16, so that files and hashes hold it unchanged.</summary>
    internal static bool IsWord(string word)
    {
        for (int at = 0; at < word.Length;)
        {
            if (Rune.DecodeFromUtf16(word.AsSpan(at), out Rune rune, out int length) != OperationStatus.Done
                || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                return false;
            }

            at += length;
        }

        return word.Length > 0;
    }
}
