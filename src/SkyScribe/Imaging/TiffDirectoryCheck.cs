using System.Globalization;
using System.Text;

namespace SkyScribe.Imaging;

/// <summary>
/// Finds a TIFF's largest page and checks its directory before LibTiff.NET sees it: that library sizes its arrays by the header's numbers, whatever
/// the file's length, so a few hostile bytes could cost gigabytes or hours.
/// </summary>
internal sealed class TiffDirectoryCheck
{
    private const int MostEntries = 4096;
    private const long LongestRow = 256L << 20;
    private const int AnySaneTile = 4096;
    private const int MostPages = 4096;
    private const int MaskPage = 4, ReducedPage = 1;   // bits of tag 254

    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _length;
    private readonly Dictionary<int, Entry> _entries = [];
    private bool _bigEndian;
    private bool _bigTiff;
    private long _first, _next;

    private TiffDirectoryCheck(Stream stream, string name) => (_stream, _name, _length) = (stream, name, stream.Length);

    private readonly record struct Entry(int Type, ulong Count, long Position);

    private sealed record Page(long Offset, UInt128 Pixels, string Size, bool IsDerived);

    /// <summary>Finds the largest page, checks it and rewinds the stream.</summary>
    public static TiffPage Run(Stream stream, string name, ImageLimits limits)
    {
        TiffDirectoryCheck check = new(stream, name);
        check.ReadHeader();
        var pages = check.Pages();
        int largest = pages.IndexOf(pages.MaxBy(page => page.Pixels)!);   // the first of equal ones
        check.ReadEntries(pages[largest].Offset);
        check.CheckGeometry(limits);
        TiffPage page = new(pages[largest].Offset, check._bigEndian, (int)Math.Min(check.Value(317, 1), int.MaxValue), check.NoData(),
            Remark(pages, largest));
        stream.Position = 0;
        return page;
    }

    private static string? Remark(List<Page> pages, int chosen)
    {
        int same = pages.Count(page => page.Pixels == pages[chosen].Pixels && !page.IsDerived);
        return chosen > 0 ? $"page {chosen + 1} of {pages.Count}, the largest ({pages[chosen].Size}), is read; the first has {pages[0].Size}"
            : same > 1 ? $"the first of {same} pages of {pages[0].Size} is read"
            : pages.Skip(1).Any(page => !page.IsDerived) ? $"page 1 of {pages.Count}, the largest ({pages[0].Size}), is read"
            : null;
    }

    private void ReadHeader()
    {
        Span<byte> order = stackalloc byte[4];
        ReadAt(0, order);
        _bigEndian = order[0] == 'M';
        _bigTiff = order[_bigEndian ? 3 : 2] == '+';
        _first = (long)Math.Min(_bigTiff ? Number(8, 8) : Number(4, 4), long.MaxValue);
    }

    // The first page must be in order. Later ones end the search where they are not: a picture is not refused for what comes after it.
    private List<Page> Pages()
    {
        List<Page> pages = [];
        HashSet<long> seen = [];
        for (long offset = _first; pages.Count == 0 || (offset != 0 && seen.Count < MostPages && seen.Add(offset)); offset = _next)
        {
            try
            {
                ReadEntries(offset);
                ulong width = Required(256, "width"), height = Required(257, "height"), kind = Value(254, 0);
                pages.Add(new Page(offset, (kind & MaskPage) != 0 ? 0 : (UInt128)width
                    * height, $"{width} x {height}", (kind & (MaskPage | ReducedPage)) != 0));
                seen.Add(offset);
            }
            catch (ImageException) when (pages.Count > 0)
            {
                break;
            }
        }

        return pages;
    }

    private double? NoData()
    {
        const int GdalNoData = 42113;
        if (!_entries.TryGetValue(GdalNoData, out Entry entry) || entry.Type != 2 || entry.Count > 64)
        {
            return null;
        }

        byte[] text = new byte[entry.Count];
        ReadAt(entry.Position, text);
        return double.TryParse(Encoding.ASCII.GetString(text).Trim('\0', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : null;
    }

    private void ReadEntries(long position)
    {
        _entries.Clear();
        ulong count = Number(position, _bigTiff ? 8 : 2);
        if (count is 0 or > MostEntries)
        {
            throw Damaged($"its directory has {count} entries, expected 1 to {MostEntries}");
        }

        (position, int entrySize, int field) = _bigTiff ? (position + 8, 20, 8) : (position + 2, 12, 4);
        long outside = 0;
        for (ulong i = 0; i < count; i++, position += entrySize)
        {
            int tag = (int)Number(position, 2);
            int type = (int)Number(position + 2, 2);
            ulong values = Number(position + 4, field);
            long at = position + 4 + field;
            UInt128 bytes = (UInt128)values * (uint)TypeSize(type);
            if (bytes > (UInt128)field)
            {
                ulong pointer = Number(at, field);
                if (pointer + bytes > (UInt128)_length)
                {
                    throw Damaged($"tag {tag} has {bytes} bytes at offset {pointer}, but the file only {_length} bytes");
                }

                at = (long)pointer;
                outside += (long)bytes;
            }

            if (!_entries.TryAdd(tag, new Entry(type, values, at)))
            {
                throw Damaged($"tag {tag} occurs twice");
            }
        }

        ulong next = Number(position, field);
        _next = next > (ulong)_length ? 0 : (long)next;

        // Values may be shared, but thousands of tags that each name the whole file are an attack.
        if (outside > (2 * _length) + 65536)
        {
            throw Damaged($"its tags claim {outside} bytes, but the file has {_length}");
        }
    }

    private void CheckGeometry(ImageLimits limits)
    {
        ulong width = Required(256, "width");
        ulong height = Required(257, "height");
        limits.CheckSize(_name, (long)Math.Min(width, long.MaxValue), (long)Math.Min(height, long.MaxValue));
        ulong bits = Value(258, 1);
        ulong samples = Value(277, 1);
        if (bits is 0 or > 64 || samples == 0 || width * samples * bits / 8 > LongestRow)
        {
            throw Damaged($"{samples} samples of {bits} bits for each of {width} pixels make no sane row");
        }

        ulong planes = Value(284, 1) == 2 ? samples : 1;
        if (_entries.ContainsKey(322) || _entries.ContainsKey(323))
        {
            ulong tileWidth = Required(322, "tile width");
            ulong tileHeight = Required(323, "tile height");
            if (!IsSaneTile(tileWidth, width) || !IsSaneTile(tileHeight, height)
                || tileWidth * tileHeight * bits / 8 * (planes == 1 ? samples : 1) > int.MaxValue)
            {
                throw Damaged($"tiles of {tileWidth} x {tileHeight} for a picture of {width} x {height}");
            }

            CheckBlocks("tile", CeilingOf(width, tileWidth) * CeilingOf(height, tileHeight) * planes, 324, 325);
        }
        else
        {
            ulong rows = Value(278, uint.MaxValue);
            if (rows == 0)
            {
                throw Damaged("0 rows per strip");
            }

            CheckBlocks("strip", CeilingOf(height, rows) * planes, 273, 279);
        }
    }

    private void CheckBlocks(string kind, ulong expected, int offsetsTag, int bytesTag)
    {
        // Old writers store tiles under the strips' tags.
        Entry offsets = _entries.TryGetValue(offsetsTag, out Entry found) || _entries.TryGetValue(273, out found)
            ? found : throw Damaged($"it has no {kind} offsets (tag {offsetsTag})");
        if (offsets.Count < expected)
        {
            throw Damaged($"it needs {expected} {kind}s, but lists {offsets.Count}");
        }

        if (!_entries.TryGetValue(bytesTag, out Entry sizes) && !_entries.TryGetValue(279, out sizes))
        {
            throw Damaged($"it has no {kind} byte counts (tag {bytesTag})");
        }

        if (sizes.Count < expected)
        {
            throw Damaged($"it needs {expected} {kind}s, but lists the sizes of {sizes.Count}");
        }

        UInt128 total = 0;
        for (ulong i = 0; i < expected; i++)
        {
            ulong offset = Element(offsets, i);
            ulong size = Element(sizes, i);
            if (size == 0 || (UInt128)offset + size > (UInt128)_length)
            {
                throw Damaged($"{kind} {i + 1} of {expected} has {size} bytes at offset {offset}, but the file {_length} bytes");
            }

            total += size;
        }

        // Equal tiles may share their bytes; beyond this factor it is a small file that asks for endless work.
        if (total > (UInt128)_length * 16)
        {
            throw Damaged($"its {kind}s claim {total} bytes, but the file has {_length}");
        }
    }

    private static bool IsSaneTile(ulong size, ulong picture) => size > 0 && size <= Math.Max(AnySaneTile, (picture + 15) / 16 * 16);

    private static ulong CeilingOf(ulong total, ulong part) => (total / part) + (total % part == 0 ? 0UL : 1UL);

    private ulong Required(int tag, string what) =>
        _entries.ContainsKey(tag) ? Value(tag, 0) : throw Damaged($"it has no {what} (tag {tag})");

    /// <summary>A tag with one value; only the bits per sample (tag 258) have one for each sample.</summary>
    private ulong Value(int tag, ulong otherwise)
    {
        if (!_entries.TryGetValue(tag, out Entry entry))
        {
            return otherwise;
        }

        // LibTiff.NET ignores a tag with a wrong count and takes its default, so the check would look at another geometry than the decoder.
        return entry.Count == 1 || tag == 258 ? Element(entry, 0) : throw Damaged($"tag {tag} has {entry.Count} values, expected 1");
    }

    private ulong Element(Entry entry, ulong index)
    {
        if (entry.Type is not (1 or 3 or 4 or 16) || index >= entry.Count)
        {
            throw Damaged($"a directory entry has type {entry.Type} and {entry.Count} values, expected whole numbers");
        }

        int size = TypeSize(entry.Type);
        return Number(entry.Position + ((long)index * size), size);
    }

    private ulong Number(long position, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = bytes[..size];
        ReadAt(position, bytes);
        return TiffSamples.Unsigned(bytes, _bigEndian);
    }

    private void ReadAt(long position, Span<byte> bytes)
    {
        if (position < 0 || position > _length - bytes.Length)
        {
            throw Damaged($"it points to byte {position}, but has {_length} bytes");
        }

        _stream.Position = position;
        _stream.ReadExactly(bytes);
    }

    private static int TypeSize(int type) => type switch
    {
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 1,
    };

    private ImageException Damaged(string detail) => ImageException.CutOff(_name, detail);
}
