using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using SkyScribe.Metrics.Resources;

namespace SkyScribe.Metrics.Meteor;

/// <summary>A paraphrase table's bytes, decoded: a source's targets when a caption first has it. Safe to use from several threads.</summary>
/// <remarks>
/// The order of a source's targets is that of the file, not of METEOR's; among equally good alignments METEOR takes the first, so it could matter,
/// but does in no image of the golden files.
/// </remarks>
internal sealed class ParaphraseContent
{
    /// <summary>"SKP1", the file's first four bytes.</summary>
    public const int Magic = 0x31504B53;

    /// <summary>Bytes before the words: eight numbers of 32 bits.</summary>
    public const int HeaderSize = 8 * sizeof(int);

    /// <summary>Most bytes of a table.</summary>
    public const long MaximumFileSize = 1L << 28;

    private const int MaximumCount = 1 << 24;

    private readonly MappedBytes _bytes;
    private readonly Dictionary<string, int> _words;
    private readonly ParaphraseTrie _trie;
    private readonly int[] _sourceWords;
    private readonly int[] _sourceStarts;
    private readonly short[] _counts;
    private readonly int _offsetsAt;
    private readonly int _targetsAt;
    private readonly ParaphraseCodes _codes;
    private readonly ConcurrentDictionary<int, int[][]> _known = new();

    /// <summary>Reads words and sources.</summary>
    /// <exception cref="InvalidDataException">The bytes are no table, or are damaged.</exception>
    public ParaphraseContent(MappedBytes bytes)
    {
        _bytes = bytes;
        int at = HeaderSize;
        (int words, int sources, int wordBytes) = (Header(1), Header(2), Header(4));
        string[] text = Encoding.UTF8.GetString(Section(ref at, wordBytes)).Split('\n');
        Require(text.Length == words, $"{text.Length} words", $"{words}");
        _words = new Dictionary<string, int>(words, StringComparer.Ordinal);
        foreach (string word in text)
        {
            _words[word] = _words.Count;
        }

        int[] symbolCounts = ParaphraseCodes.SymbolCounts(words);
        byte[][] lengths = new byte[symbolCounts.Length][];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = Section(ref at, symbolCounts[i]).ToArray();
        }

        _codes = new ParaphraseCodes(lengths);
        _offsetsAt = at;
        int offsets = (sources + PhraseModel.OffsetInterval - 1) / PhraseModel.OffsetInterval;
        Require(Header(5) == offsets, $"{Header(5)} offsets", $"{offsets}");
        Section(ref at, offsets * sizeof(uint));
        int sourcesAt = at;
        ReadOnlySpan<byte> stream = Section(ref at, Header(7));
        Require(at == bytes.Length, $"{bytes.Length} bytes", $"{at}");
        Require(Header(6) <= stream.Length, $"{Header(6)} bytes of sources", $"at most {stream.Length}");
        _targetsAt = sourcesAt + Header(6);
        _counts = new short[sources];
        _sourceStarts = new int[sources + 1];
        _trie = new ParaphraseTrie(sources);
        _sourceWords = ReadSources(stream);
    }

    /// <summary>The words that the table knows.</summary>
    public IReadOnlyDictionary<string, int> Words => _words;

    /// <summary>A word's number, or -1.</summary>
    public int WordNumber(string word) => _words.GetValueOrDefault(word, -1);

    /// <summary>The node after a word, from a node (0 is the start), or -1: no source goes on like that.</summary>
    public int Next(int node, int word) => word < 0 ? -1 : _trie.Next(node, word);

    /// <summary>The targets of the source that ends at a node; empty where none does.</summary>
    public int[][] TargetsAt(int node) => _trie.SourceAt(node) is >= 0 and var source ? _known.GetOrAdd(source, ReadTargets) : [];

    private static void Require(bool holds, string found, string expected)
    {
        if (!holds)
        {
            throw new InvalidDataException($"{found}, expected {expected}");
        }
    }

    private int Header(int index)
    {
        Require(_bytes.Int32(0) == Magic, "the start of another kind of file", "that of a paraphrase table");
        int value = _bytes.Int32(index * sizeof(int));
        Require(
            value >= 0 && value <= (index is 4 or 6 or 7 ? MaximumFileSize : MaximumCount),
            $"the number {value} in the header", "one that a table may have");
        return value;
    }

    private ReadOnlySpan<byte> Section(ref int at, int length)
    {
        Require(length <= _bytes.Length - at, $"{_bytes.Length} bytes", $"at least {at + (long)length}");
        at += length;
        return _bytes.Span.Slice(at - length, length);
    }

    private ReadOnlySpan<int> Source(int source) => _sourceWords.AsSpan(_sourceStarts[source].._sourceStarts[source + 1]);

    // Opening is all that this loop does, once: it must be fast the first time, before the runtime would find it worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] ReadSources(ReadOnlySpan<byte> stream)
    {
        var bits = new PhraseBits(stream, 0);
        int[] all = new int[Math.Max(1, _counts.Length) * PhraseModel.MaxWords];
        Span<int> path = stackalloc int[PhraseModel.MaxWords + 1];
        int end = 0, previous = 0;
        PhraseCode words = _codes[ParaphraseCodes.SourceWord], counts = _codes[ParaphraseCodes.Count];
        for (int source = 0; source < _counts.Length; source++)
        {
            (int shared, int length) = ReadShape(ref bits, _codes[ParaphraseCodes.SourceShape(previous)], previous);
            int start = end;
            all.AsSpan(start - previous, shared).CopyTo(all.AsSpan(start));
            end += length;
            for (int i = shared; i < length; i++)
            {
                int word = words.Read(ref bits);
                all[start + i] = word;
                path[i + 1] = _trie.Add(path[i], word);
            }

            _trie.SetSource(path[length], source);
            _counts[source] = (short)counts.Read(ref bits);
            _sourceStarts[source + 1] = end;
            previous = length;
        }

        return all[..end];
    }

    private int[][] ReadTargets(int source)
    {
        int first = source / PhraseModel.OffsetInterval * PhraseModel.OffsetInterval;
        uint offset = (uint)_bytes.Int32(_offsetsAt + (first / PhraseModel.OffsetInterval * sizeof(uint)));
        var bits = new PhraseBits(_bytes.Span[_targetsAt..], offset);
        var recent = new PhraseRecency();
        int[][] targets = [];
        for (int list = first; list <= source; list++)
        {
            targets = new int[_counts[list]][];
            recent.Start(Source(list));
            int[] previous = [];
            for (int i = 0; i < targets.Length; i++)
            {
                (int shared, int length) = ReadShape(ref bits, _codes[ParaphraseCodes.TargetShape(previous.Length, targets.Length)], previous.Length);
                int[] words = new int[length];
                previous.AsSpan(0, shared).CopyTo(words);
                for (int word = shared; word < words.Length; word++)
                {
                    words[word] = ReadWord(ref bits, recent, word - shared, word == 0);
                }

                targets[i] = previous = words;
            }
        }

        return targets;
    }

    private int ReadWord(ref PhraseBits bits, PhraseRecency recent, int newWords, bool isFirst)
    {
        int rank = _codes[ParaphraseCodes.Rank(recent.Count, newWords, isFirst)].Read(ref bits);
        if (rank < PhraseModel.RecentWords)
        {
            return recent.UseRank(rank);
        }

        int word = _codes[ParaphraseCodes.TargetWord].Read(ref bits);
        recent.Use(word);
        return word;
    }

    private static (int Shared, int Length) ReadShape(ref PhraseBits bits, PhraseCode code, int previousLength)
    {
        (int shared, int length) = Math.DivRem(code.Read(ref bits), PhraseModel.MaxWords + 1);
        if (shared > Math.Min(previousLength, length) || length == 0)
        {
            throw new InvalidDataException($"a phrase of {length} words that shares {shared}, expected at most {previousLength} shared");
        }

        return (shared, length);
    }
}
