using System.Buffers.Binary;

namespace SkyScribe.TestSupport;

/// <summary>Writes TIFF files byte by byte: several pages, and compressions that LibTiff.NET cannot write.</summary>
internal sealed record RawTiff
{
    public int Width { get; init; } = 37;

    public int Height { get; init; } = 29;

    public int Bits { get; init; } = 8;

    public int Samples { get; init; } = 3;

    public int Compression { get; init; } = 1;

    public int Predictor { get; init; } = 1;

    /// <summary>1 unsigned, 2 signed, 3 floating-point.</summary>
    public int Format { get; init; } = 1;

    public int Model { get; init; } = 2;

    public bool IsSeparate { get; init; }

    /// <summary>Bits of tag 254: 1 an overview, 4 a mask.</summary>
    public int Kind { get; init; }

    /// <summary>Rows of a strip; 0 for tiles of 16 x 16.</summary>
    public int RowsPerStrip { get; init; } = 8;

    public string? NoData { get; init; }

    /// <summary>The strips or tiles, compressed.</summary>
    public required IReadOnlyList<byte[]> Blocks { get; init; }

    /// <summary>A file of pages.</summary>
    public static byte[] Write(bool isBigEndian, params RawTiff[] pages)
    {
        List<byte> file = [.. isBigEndian ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0];
        int link = 4;
        foreach (var page in pages)
        {
            int[] offsets = new int[page.Blocks.Count];
            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = file.Count;
                file.AddRange(page.Blocks[i]);
            }

            link = page.WriteDirectory(file, link, offsets, isBigEndian);
        }

        return [.. file];
    }

    // Returns where the next directory's offset goes.
    private int WriteDirectory(List<byte> file, int link, int[] offsets, bool isBigEndian)
    {
        bool isTiled = RowsPerStrip == 0;
        int[] sizes = [.. Blocks.Select(block => block.Length)];
        SortedDictionary<int, (int Type, int[] Values)> tags = new()
        {
            [254] = (4, [Kind]),
            [256] = (4, [Width]),
            [257] = (4, [Height]),
            [258] = (3, [.. Enumerable.Repeat(Bits, Samples)]),
            [259] = (3, [Compression]),
            [262] = (3, [Model]),
            [277] = (3, [Samples]),
            [284] = (3, [IsSeparate ? 2 : 1]),
            [317] = (3, [Predictor]),
            [339] = (3, [.. Enumerable.Repeat(Format, Samples)]),
            [isTiled ? 324 : 273] = (4, offsets),
            [isTiled ? 325 : 279] = (4, sizes),
        };
        if (isTiled)
        {
            (tags[322], tags[323]) = ((3, [16]), (3, [16]));
        }
        else
        {
            tags[278] = (4, [RowsPerStrip]);
        }

        if (NoData is { } mark)
        {
            tags[42113] = (2, [.. mark.Select(letter => (int)letter), 0]);
        }

        Dictionary<int, int> places = [];
        foreach (var (tag, (type, values)) in tags)
        {
            if (values.Length * Size(type) > 4)
            {
                places[tag] = file.Count;
                foreach (int value in values)
                {
                    Add(file, value, Size(type), isBigEndian);
                }
            }
        }

        byte[] start = Bytes(file.Count, 4, isBigEndian);
        for (int i = 0; i < 4; i++)
        {
            file[link + i] = start[i];
        }

        Add(file, tags.Count, 2, isBigEndian);
        foreach (var (tag, (type, values)) in tags)
        {
            Add(file, tag, 2, isBigEndian);
            Add(file, type, 2, isBigEndian);
            Add(file, values.Length, 4, isBigEndian);
            if (places.TryGetValue(tag, out int place))
            {
                Add(file, place, 4, isBigEndian);
                continue;
            }

            int end = file.Count + 4;
            foreach (int value in values)
            {
                Add(file, value, Size(type), isBigEndian);
            }

            while (file.Count < end)
            {
                file.Add(0);
            }
        }

        Add(file, 0, 4, isBigEndian);
        return file.Count - 4;
    }

    private static int Size(int type) => type switch { 2 => 1, 3 => 2, _ => 4 };

    private static void Add(List<byte> file, int value, int size, bool isBigEndian) => file.AddRange(Bytes(value, size, isBigEndian));

    private static byte[] Bytes(int value, int size, bool isBigEndian)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        bytes = bytes[..size];
        if (isBigEndian)
        {
            Array.Reverse(bytes);
        }

        return bytes;
    }
}
