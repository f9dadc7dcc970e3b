using System.Buffers.Binary;
using System.IO.Compression;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>Writes small TIFFs as tests need them, sound or damaged: every tag can be replaced or left out.</summary>
internal sealed class TiffMaker
{
    private readonly SortedDictionary<int, (int Type, byte[] Values)> _replaced = [];
    private readonly HashSet<int> _without = [];

    public int Width { get; init; } = 64;

    public int Height { get; init; } = 48;

    public int Samples { get; init; } = 3;

    public int Bits { get; init; } = 8;

    /// <summary>1 unsigned, 2 signed, 3 floating point.</summary>
    public int Format { get; init; } = 1;

    public bool BigEndian { get; init; }

    public bool BigTiff { get; init; }

    /// <summary>0 for strips.</summary>
    public int TileSize { get; init; }

    public int RowsPerStrip { get; init; } = 16;

    public bool Planar { get; init; }

    /// <summary>1 or 8.</summary>
    public int Compression { get; init; } = 1;

    public int Photometric { get; init; } = 2;

    /// <summary>Blocks that are not stored.</summary>
    public Func<int, bool> IsSparse { get; init; } = _ => false;

    /// <summary>Changes the stored bytes of a block.</summary>
    public Func<int, byte[], byte[]> Damage { get; init; } = (_, bytes) => bytes;

    /// <summary>The sample of a column, row and band.</summary>
    public Func<int, int, int, double> Value { get; init; } = (x, y, b) => ((x * 3) + (y * 5) + (b * 40)) % 250;

    public TiffMaker With(int tag, int type, params double[] values)
    {
        _replaced[tag] = (type, [.. values.SelectMany(value => Bytes(type, value))]);
        return this;
    }

    public TiffMaker WithText(int tag, string text)
    {
        _replaced[tag] = (2, [.. System.Text.Encoding.ASCII.GetBytes(text), 0]);
        return this;
    }

    public TiffMaker Without(int tag)
    {
        _without.Add(tag);
        return this;
    }

    /// <summary>Adds a place: upper left corner, pixel size, and EPSG's number of a projected system, or 4326; null for none.</summary>
    public TiffMaker At(double left, double top, double size, int? epsg = 32633)
    {
        With(33550, 12, size, size, 0).With(33922, 12, 0, 0, 0, left, top, 0);
        return epsg is not { } code ? this
            : With(34735, 3, 1, 1, 0, 3, 1024, 0, 1, code == 4326 ? 2 : 1, 1025, 0, 1, 1, code == 4326 ? 2048 : 3072, 0, 1, code);
    }

    public string Write(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    public byte[] ToArray()
    {
        int blockWidth = TileSize > 0 ? TileSize : Width, blockHeight = TileSize > 0 ? TileSize : Math.Min(RowsPerStrip, Height);
        int across = (Width + blockWidth - 1) / blockWidth, down = (Height + blockHeight - 1) / blockHeight, planes = Planar ? Samples : 1;
        int header = BigTiff ? 16 : 8;
        using var file = new MemoryStream();
        file.Write(new byte[header]);
        var offsets = new List<double>();
        var sizes = new List<double>();
        for (int i = 0; i < across * down * planes; i++)
        {
            byte[] block = IsSparse(i) ? [] : Damage(i, Block(i / (across * down), i % across, i / across % down, blockWidth, blockHeight));
            offsets.Add(block.Length == 0 ? 0 : file.Length);
            sizes.Add(block.Length);
            file.Write(block);
        }

        var tags = new SortedDictionary<int, (int Type, byte[] Values)>();
        void Add(int tag, int type, params IEnumerable<double> values) => tags[tag] = (type, [.. values.SelectMany(value => Bytes(type, value))]);
        int word = BigTiff ? 16 : 4;
        Add(256, 4, Width);
        Add(257, 4, Height);
        Add(258, 3, Enumerable.Repeat((double)Bits, Samples));
        Add(259, 3, Compression);
        Add(262, 3, Photometric);
        Add(277, 3, Samples);
        Add(284, 3, Planar ? 2 : 1);
        Add(339, 3, Enumerable.Repeat((double)Format, Samples));
        if (TileSize > 0)
        {
            Add(322, 4, TileSize);
            Add(323, 4, TileSize);
            Add(324, word, offsets);
            Add(325, word, sizes);
        }
        else
        {
            Add(278, 4, RowsPerStrip);
            Add(273, word, offsets);
            Add(279, word, sizes);
        }

        foreach (var (tag, value) in _replaced)
        {
            tags[tag] = value;
        }

        _without.ToList().ForEach(tag => tags.Remove(tag));
        WriteDirectory(file, tags, header);
        return file.ToArray();
    }

    private void WriteDirectory(MemoryStream file, SortedDictionary<int, (int Type, byte[] Values)> tags, int header)
    {
        if (file.Length % 2 == 1)
        {
            file.WriteByte(0);
        }

        long directory = file.Length;
        int field = BigTiff ? 8 : 4;
        long outside = directory + (BigTiff ? 8 : 2) + (tags.Count * (BigTiff ? 20L : 12L)) + field;
        var entries = new MemoryStream();
        var rest = new MemoryStream();
        entries.Write(Number(tags.Count, BigTiff ? 8 : 2));
        foreach (var (tag, (type, values)) in tags)
        {
            entries.Write(Number(tag, 2));
            entries.Write(Number(type, 2));
            entries.Write(Number(values.Length / SizeOf(type), field));
            if (values.Length <= field)
            {
                entries.Write(values);
                entries.Write(new byte[field - values.Length]);
            }
            else
            {
                entries.Write(Number(outside + rest.Length, field));
                rest.Write(values);
            }
        }

        entries.Write(Number(0, field));
        file.Write(entries.ToArray());
        file.Write(rest.ToArray());
        file.Position = 0;
        file.Write(BigEndian ? "MM"u8 : "II"u8);
        file.Write(Number(BigTiff ? 43 : 42, 2));
        file.Write(BigTiff ? [.. Number(8, 2), 0, 0] : []);
        file.Write(Number(directory, field));
    }

    private byte[] Block(int plane, int column, int row, int width, int height)
    {
        int rows = TileSize > 0 ? height : Math.Min(height, Height - (row * height));
        using var samples = new MemoryStream();
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int b = Planar ? plane : 0; b <= (Planar ? plane : Samples - 1); b++)
                {
                    samples.Write(Sample(Value((column * width) + x, (row * height) + y, b)));
                }
            }
        }

        if (Compression == 1)
        {
            return samples.ToArray();
        }

        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(samples.ToArray());
        }

        return packed.ToArray();
    }

    private byte[] Sample(double value) => (Format, Bits) switch
    {
        (3, 32) => Number(BitConverter.SingleToInt32Bits((float)value), 4),
        (3, 64) => Number(BitConverter.DoubleToInt64Bits(value), 8),
        _ => Number((long)value, Bits / 8),
    };

    private byte[] Bytes(int type, double value) => type switch
    {
        12 => Number(BitConverter.DoubleToInt64Bits(value), 8),
        11 => Number(BitConverter.SingleToInt32Bits((float)value), 4),
        _ => Number(type == 16 ? (long)(ulong)value : (long)value, SizeOf(type)),
    };

    private byte[] Number(long value, int size)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        byte[] cut = bytes[..size];
        if (BigEndian)
        {
            Array.Reverse(cut);
        }

        return cut;
    }

    private static int SizeOf(int type) => type switch { 3 => 2, 4 or 11 => 4, 12 or 16 => 8, _ => 1 };
}
