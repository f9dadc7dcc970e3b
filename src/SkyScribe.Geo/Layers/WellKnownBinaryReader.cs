using System.Buffers.Binary;

namespace SkyScribe.Geo.Layers;

/// <summary>Reads the parts of well-known binary (OGC 06-103r4, section 8, and the extended form with a system's number), each count checked against
/// the bytes that are left.</summary>
/// <param name="bytes">one geometry</param>
internal sealed class WellKnownBinaryReader(byte[] bytes)
{
    private const uint HasZ = 0x80000000, HasM = 0x40000000, HasSystem = 0x20000000;
    private int _at;
    private bool _isLittle;
    private int _ordinates;

    /// <summary>Reads the head of a geometry.</summary>
    /// <returns>its type, without what it says of further ordinates</returns>
    public uint Header()
    {
        _isLittle = Take(1)[0] == 1;
        uint type = Number(), further = type & (HasZ | HasM);
        if ((type & HasSystem) != 0)
        {
            Take(4);
        }

        uint plain = type & ~(HasZ | HasM | HasSystem), thousands = plain / 1000;   // 1000 for z, 2000 for m, 3000 for both
        _ordinates = 2 + (further == (HasZ | HasM) || thousands == 3 ? 2 : further != 0 || thousands is 1 or 2 ? 1 : 0);
        return plain % 1000;
    }

    /// <summary>Reads a count of parts.</summary>
    /// <param name="least">the fewest bytes that a part has</param>
    public int Count(int least)
    {
        uint count = Number();
        return count <= (uint)((bytes.Length - _at) / least) ? (int)count : throw new FormatException($"{count} parts in {bytes.Length - _at} bytes");
    }

    /// <summary>Reads what follows a polygon's head: outline, then holes; the first point is not repeated.</summary>
    public IReadOnlyList<(double X, double Y)>[] Polygon() => [.. Enumerable.Range(0, Count(4)).Select(_ => Ring())];

    private (double X, double Y)[] Ring()
    {
        var points = new (double X, double Y)[Count(8 * _ordinates)];
        for (int i = 0; i < points.Length; i++)
        {
            var point = Take(8 * _ordinates);
            points[i] = (Ordinate(point), Ordinate(point[8..]));
        }

        return points.Length == 0 ? points : points[..^1];
    }

    private double Ordinate(ReadOnlySpan<byte> from) =>
        _isLittle ? BinaryPrimitives.ReadDoubleLittleEndian(from) : BinaryPrimitives.ReadDoubleBigEndian(from);

    private uint Number() => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
        {
            throw new FormatException("it ends too soon");
        }

        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
