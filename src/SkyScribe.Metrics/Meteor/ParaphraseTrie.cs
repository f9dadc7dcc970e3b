using System.Numerics;

namespace SkyScribe.Metrics.Meteor;

/// <summary>The sources of a table, word by word: from a node and a word to the next node. One hash table without chains, as it is only filled
/// once.</summary>
internal sealed class ParaphraseTrie
{
    private readonly ulong[] _keys;
    private readonly int[] _nodes;
    private readonly int _shift;
    private int[] _sources;
    private int _count = 1;

    /// <summary>Makes room for a number of sources.</summary>
    public ParaphraseTrie(int sources)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * sources));
        (_keys, _nodes, _shift) = (new ulong[size], new int[size], 64 - BitOperations.Log2((uint)size));
        _sources = new int[sources + (sources / 8) + 16];
    }

    /// <summary>The node after a word, or -1.</summary>
    public int Next(int node, int word)
    {
        ulong key = Key(node, word);
        for (int slot = Slot(key); _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
            {
                return _nodes[slot];
            }
        }

        return -1;
    }

    /// <summary>The node after a word, made if it is new.</summary>
    /// <exception cref="InvalidDataException">There are more nodes than a table of this size may have.</exception>
    public int Add(int node, int word)
    {
        ulong key = Key(node, word);
        int slot = Slot(key);
        for (; _keys[slot] != 0; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key)
            {
                return _nodes[slot];
            }
        }

        if (_count > _keys.Length * 7L / 8)
        {
            throw new InvalidDataException($"more than {_count} nodes of sources, expected fewer");
        }

        if (_count == _sources.Length)
        {
            Array.Resize(ref _sources, 2 * _count);
        }

        (_keys[slot], _nodes[slot]) = (key, _count);
        return _count++;
    }

    /// <summary>The source that ends at a node, or -1.</summary>
    public int SourceAt(int node) => _sources[node] - 1;

    /// <summary>Says which source ends at a node.</summary>
    public void SetSource(int node, int source) => _sources[node] = source + 1;

    // Never 0, which marks an empty slot.
    private static ulong Key(int node, int word) => ((ulong)(uint)node << 32) | ((uint)word + 1);

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);
}
