namespace SkyScribe.Geo.Rasters;

/// <summary>Keeps the decoded blocks that were used last, up to a number of bytes. A block that several threads want at once is decoded by
/// one.</summary>
internal sealed class BlockCache(long mostBytes = BlockCache.DefaultBytes)
{
    private const long DefaultBytes = 128L << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _found = [];
    private readonly LinkedList<Entry> _order = new();
    private long _bytes;

    /// <summary>Which block it is.</summary>
    internal readonly record struct Key(object Image, int Column, int Row, int Plane);

    /// <summary>A block's samples, decoded now or before; what decoding throws is thrown again each time.</summary>
    /// <param name="key">which block</param>
    /// <param name="bytes">how many bytes it takes</param>
    /// <param name="decode">decodes it; null for a sparse block</param>
    public byte[]? Get(Key key, int bytes, Func<byte[]?> decode)
    {
        Lazy<byte[]?> block;
        lock (_lock)
        {
            if (_found.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                block = node.Value.Block;
            }
            else
            {
                block = new Lazy<byte[]?>(decode);
                _found[key] = _order.AddFirst(new Entry(key, block, bytes));
                _bytes += bytes;
                while (_bytes > mostBytes && _order.Count > 1)
                {
                    var last = _order.Last!;
                    _order.RemoveLast();
                    _found.Remove(last.Value.Key);
                    _bytes -= last.Value.Bytes;
                }
            }
        }

        return block.Value;
    }

    private sealed record Entry(Key Key, Lazy<byte[]?> Block, int Bytes);
}
