using SkyScribe.Metrics.Meteor;

namespace SkyScribe.MetricResources;

/// <summary>Writes bits, the highest of each byte first: the sources, then from a byte's start the targets.</summary>
internal sealed class BitWriter
{
    private readonly MemoryStream _bytes = new();
    private ulong _pending;
    private int _count;

    public long SourceBytes { get; private set; }

    /// <summary>Bits written since the sources ended.</summary>
    public long TargetBits => (8 * (_bytes.Length - SourceBytes)) + _count;

    public void Put(int word, int length)
    {
        _pending = (_pending << length) | (uint)word;
        for (_count += length; _count >= 8; _count -= 8)
        {
            _bytes.WriteByte((byte)(_pending >> (_count - 8)));
        }
    }

    public void EndSources()
    {
        Flush();
        SourceBytes = _bytes.Length;
    }

    public byte[] ToArray()
    {
        Flush();
        _bytes.Write(new byte[PhraseBits.Padding]);
        return _bytes.ToArray();
    }

    private void Flush() => Put(0, (8 - _count) % 8);
}
