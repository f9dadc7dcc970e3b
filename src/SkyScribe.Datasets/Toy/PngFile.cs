using System.Buffers.Binary;

namespace SkyScribe.Datasets.Toy;

/// <summary>
/// Writes 8-bit RGB pictures as PNG without compression: compressors differ between versions and machines, and the toy data set shall be the
/// same bytes everywhere (feature caches and reports know a data set by its hash).
/// </summary>
internal static class PngFile
{
    private const int MaximumBlock = ushort.MaxValue;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value => CrcOfByte((uint)value))];

    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgb)
    {
        // Each row begins with its filter: 0, none.
        byte[] rows = new byte[height * ((width * 3) + 1)];
        for (int row = 0; row < height; row++)
        {
            rgb.Slice(row * width * 3, width * 3).CopyTo(rows.AsSpan((row * ((width * 3) + 1)) + 1));
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Stored(rows));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).</summary>
    private static byte[] Stored(ReadOnlySpan<byte> data)
    {
        using var zlib = new MemoryStream(data.Length + 64);
        zlib.Write([0x78, 0x01]);
        Span<byte> head = stackalloc byte[5];
        uint adler = Adler32(data);
        do
        {
            int length = Math.Min(data.Length, MaximumBlock);
            head[0] = (byte)(length == data.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~length);
            zlib.Write(head);
            zlib.Write(data[..length]);
            data = data[length..];
        }
        while (data.Length > 0);

        BinaryPrimitives.WriteUInt32BigEndian(head, adler);
        zlib.Write(head[..4]);
        return zlib.ToArray();
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc = CrcTable[(crc ^ value) & 0xff] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcOfByte(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }
}
