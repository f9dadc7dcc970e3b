using System.Buffers.Binary;

namespace SkyScribe.Metrics.Meteor;

/// <summary>Reads bits, the highest of each byte first.</summary>
/// <param name="bytes">The bytes; eight more than the bits need, so that a read never ends outside.</param>
/// <param name="position">The first bit.</param>
internal ref struct PhraseBits(ReadOnlySpan<byte> bytes, long position)
{
    /// <summary>How many bytes must follow the last bit.</summary>
    public const int Padding = 8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The next bit to be read.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The next bits, up to 32, without going past them.</summary>
    /// <exception cref="InvalidDataException">The data ends before.</exception>
    public readonly uint Peek(int count)
    {
        long at = Position >> 3;
        if (at + Padding > _bytes.Length)
        {
            throw new InvalidDataException("the data ends in the middle of a phrase");
        }

        ulong next = BinaryPrimitives.ReadUInt64BigEndian(_bytes[(int)at..]) << (int)(Position & 7);
        return (uint)(next >> (64 - count));
    }

    /// <summary>Goes past some bits.</summary>
    public void Skip(int count) => Position += count;
}
