using System.Text;
using SkyScribe.Geo.Bytes;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tiff;

/// <summary>One directory (IFD) of a TIFF or BigTIFF: its tags, whose values are read when they are asked for.</summary>
/// <remarks>No count in the file sizes an array before it is compared with the file's length and with what the caller can use.</remarks>
internal sealed class TiffDirectory
{
    private readonly Dictionary<int, Entry> _entries = [];

    private TiffDirectory(ByteSource source, bool isBigEndian) => (Source, IsBigEndian) = (source, isBigEndian);

    /// <summary>Where one tag's values lie.</summary>
    /// <param name="Type">the field type, 1 to 18</param>
    /// <param name="Count">how many values</param>
    /// <param name="Position">byte of the first one</param>
    internal readonly record struct Entry(int Type, long Count, long Position)
    {
        public int Size => Type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 or 16 or 17 or 18 => 8, _ => 0 };
    }

    public ByteSource Source { get; }

    public bool IsBigEndian { get; }

    /// <summary>Reads the directory at an offset.</summary>
    /// <returns>the directory, and the offset of the next one; 0 after the last</returns>
    public static (TiffDirectory Directory, long Next) Read(ByteSource source, bool isBigEndian, bool isBigTiff, long offset)
    {
        const int MostEntries = 4096;
        var directory = new TiffDirectory(source, isBigEndian);
        int countSize = isBigTiff ? 8 : 2, entrySize = isBigTiff ? 20 : 12, field = isBigTiff ? 8 : 4;
        ulong count = directory.Unsigned(offset, countSize);
        if (count is 0 or > MostEntries)
        {
            throw new GeoException(source.Name, $"the directory at byte {offset}", $"{count} tags", $"1 to {MostEntries}: the file is damaged");
        }

        byte[] bytes = new byte[((int)count * entrySize) + field];
        source.ReadExactly(offset + countSize, bytes);
        for (int i = 0; i < (int)count; i++)
        {
            var entry = bytes.AsSpan(i * entrySize, entrySize);
            int tag = (int)directory.Unsigned(entry[..2]), type = (int)directory.Unsigned(entry[2..4]);
            ulong values = directory.Unsigned(entry.Slice(4, field));
            var found = new Entry(type, (long)Math.Min(values, long.MaxValue / 16), 0);
            if (found.Size == 0)
            {
                continue;   // a type of the future: the specification says to ignore the tag
            }

            ulong total = (ulong)found.Count * (ulong)found.Size;
            ulong position = total <= (ulong)field ? (ulong)(offset + countSize + (i * (long)entrySize) + 4 + field)
                : directory.Unsigned(entry[(4 + field)..]);
            if (position > (ulong)source.Length || total > (ulong)source.Length - position)
            {
                throw new GeoException(source.Name, TiffTag.Name(tag), $"{total} bytes at byte {position}",
                    $"a place within the file's {source.Length} bytes: it is cut off or damaged, copy or download it again");
            }

            // of a tag that is there twice the first counts, as in libtiff
            directory._entries.TryAdd(tag, found with { Position = (long)position });
        }

        return (directory, (long)Math.Min(directory.Unsigned(bytes.AsSpan((int)count * entrySize)), long.MaxValue));
    }

    public bool Has(int tag) => _entries.ContainsKey(tag);

    /// <summary>Where a tag's values lie; null where the tag is absent.</summary>
    public Entry? Find(int tag) => _entries.TryGetValue(tag, out var entry) ? entry : null;

    /// <summary>The first value of a tag of whole numbers; null where the tag is absent.</summary>
    public long? Number(int tag) => Numbers(tag, 1, truncates: true) is { Length: > 0 } numbers ? numbers[0] : null;

    /// <summary>All values of a tag of whole numbers; null where it is absent.</summary>
    /// <param name="tag">the tag</param>
    /// <param name="most">most values that the caller can use; more are an error</param>
    /// <param name="truncates">whether more values are left out instead</param>
    public long[]? Numbers(int tag, int most, bool truncates = false)
    {
        if (Find(tag) is not { } entry)
        {
            return null;
        }

        if (entry.Type is not (1 or 3 or 4 or 6 or 8 or 9 or 13 or 16 or 17 or 18))
        {
            throw new GeoException(Source.Name, TiffTag.Name(tag), $"values of type {entry.Type}", "whole numbers: the file is damaged");
        }

        byte[] bytes = Values(tag, entry, most, truncates, out int count);
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++)
        {
            ulong value = Unsigned(bytes.AsSpan(i * entry.Size, entry.Size));
            numbers[i] = entry.Type switch
            {
                6 => (sbyte)value,
                8 => (short)value,
                9 => (int)value,
                _ => (long)value,
            };
        }

        return numbers;
    }

    /// <summary>All values of a tag of floating-point numbers; null where it is absent.</summary>
    public double[]? Doubles(int tag, int most)
    {
        if (Find(tag) is not { } entry)
        {
            return null;
        }

        if (entry.Type is not (11 or 12))
        {
            return Numbers(tag, most)?.Select(value => (double)value).ToArray();
        }

        byte[] bytes = Values(tag, entry, most, truncates: false, out int count);
        return [.. Enumerable.Range(0, count).Select(i => entry.Size == 4
            ? BitConverter.UInt32BitsToSingle((uint)Unsigned(bytes.AsSpan(i * 4, 4)))
            : BitConverter.UInt64BitsToDouble(Unsigned(bytes.AsSpan(i * 8, 8))))];
    }

    /// <summary>A tag's bytes; null where it is absent.</summary>
    public byte[]? Bytes(int tag, int most) =>
        Find(tag) is { } entry ? Values(tag, entry, most / Math.Max(1, entry.Size), truncates: false, out _) : null;

    /// <summary>A tag of text, up to its first zero byte; null where it is absent.</summary>
    public string? Text(int tag, int most)
    {
        if (Bytes(tag, most) is not { } bytes)
        {
            return null;
        }

        int end = Array.IndexOf(bytes, (byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    /// <summary>One whole number of the file.</summary>
    public ulong Unsigned(long offset, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        Source.ReadExactly(offset, bytes[..size]);
        return Unsigned(bytes[..size]);
    }

    /// <summary>Bytes as a whole number, in the file's order.</summary>
    public ulong Unsigned(ReadOnlySpan<byte> bytes) => TiffSamples.Unsigned(bytes, IsBigEndian);

    private byte[] Values(int tag, Entry entry, int most, bool truncates, out int count)
    {
        if (entry.Count > most && !truncates)
        {
            throw new GeoException(Source.Name, TiffTag.Name(tag), $"{entry.Count} values", $"at most {most}: the file is damaged");
        }

        count = (int)Math.Min(entry.Count, most);
        byte[] bytes = new byte[count * entry.Size];
        Source.ReadExactly(entry.Position, bytes);
        return bytes;
    }
}
