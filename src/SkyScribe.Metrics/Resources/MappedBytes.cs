using System.Buffers.Binary;

namespace SkyScribe.Metrics.Resources;

/// <summary>Read-only memory outside the managed heap.</summary>
/// <param name="start">Its first byte.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="owner">What keeps it alive; referenced as long as this object is.</param>
internal sealed unsafe class MappedBytes(byte* start, int length, object owner)
{
    /// <summary>Length in bytes.</summary>
    public int Length => length;

    /// <summary>What keeps the memory alive.</summary>
    public object Owner => owner;

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Span => new(start, length);

    /// <summary>A little-endian 32-bit number.</summary>
    /// <param name="at">Its offset in bytes.</param>
    public int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(Span.Slice(at, sizeof(int)));
}
