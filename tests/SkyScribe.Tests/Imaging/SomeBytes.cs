using System.Buffers.Binary;
using System.IO.Hashing;

namespace SkyScribe.Tests.Imaging;

/// <summary>Damages files on purpose.</summary>
internal static class SomeBytes
{
    /// <summary>Positions at which to cut a file: all near both ends, some between.</summary>
    public static IEnumerable<int> CutPoints(int length) =>
        Enumerable.Range(1, length - 1).Where(cut => cut < 64 || cut > length - 64 || cut % Math.Max(1, length / 60) == 0);

    /// <summary>Overwrites the first value of a tag in a little-endian classic TIFF's first directory.</summary>
    public static byte[] SetTiffValue(byte[] file, int tag, uint value)
    {
        byte[] changed = [.. file];
        int entry = Entry(changed, tag);
        bool isShort = changed[entry + 2] == 3;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(changed.AsSpan(entry + 4));
        int size = isShort ? 2 : 4;
        int at = size * count > 4 ? (int)BinaryPrimitives.ReadUInt32LittleEndian(changed.AsSpan(entry + 8)) : entry + 8;
        for (int i = 0; i < Math.Min(count, isShort ? 4 : 1); i++)
        {
            if (isShort)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at + (2 * i)), (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
            }
        }

        return changed;
    }

    /// <summary>Overwrites how many values a tag claims to have.</summary>
    public static byte[] SetTiffCount(byte[] file, int tag, uint count)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(Entry(changed, tag) + 4), count);
        return changed;
    }

    /// <summary>Gives a tag another number, so that the file lacks it.</summary>
    public static byte[] RenameTiffTag(byte[] file, int tag, ushort newTag)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(Entry(changed, tag)), newTag);
        return changed;
    }

    /// <summary>Says in a PNG's header that its rows come in seven passes.</summary>
    public static byte[] SetInterlaced(byte[] png)
    {
        byte[] changed = [.. png];
        changed[28] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(29), Crc32.HashToUInt32(changed.AsSpan(12, 17)));
        return changed;
    }

    private static int Entry(byte[] file, int tag)
    {
        int directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        return Enumerable.Range(0, count).Select(i => directory + 2 + (12 * i))
            .First(at => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) == tag);
    }
}
