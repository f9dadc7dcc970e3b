using System.Buffers.Binary;
using System.IO.Compression;

namespace SkyScribe.Imaging;

/// <summary>Reads a PNG row by row: to the same bytes as Skia gives, which would hold the whole picture; or, where it has 16 bits, to samples, of
/// which Skia drops a part.</summary>
/// <remarks>Of the PNG specification (W3C, third edition): chunks are section 5, colour types 6.1, interlacing 8.1, filters 9. Skia opened the file
/// before: header and palette are sane.</remarks>
internal sealed class PngRows
{
    private const int SignatureBytes = 8, ChunkBytes = 12;

    // Of the first pixel of a pass, and how far its pixels lie from each other.
    private static readonly (int X, int Y, int AcrossEvery, int DownEvery)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly string _name;
    private readonly PngData _data;
    private readonly int _width, _height;
    private readonly byte[]? _table;   // RGB of each code of a grey or palette picture of at most 8 bits

    private PngRows(string name, PngData data, ReadOnlySpan<byte> header, byte[]? palette)
    {
        (_name, _data) = (name, data);
        (_width, _height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        (Bits, int colorType) = (header[8], header[9]);
        Samples = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        IsInterlaced = header[12] != 0;
        _table = colorType == 3 && palette is { Length: >= 3 } ? Palette(palette) : colorType == 0 && Bits <= 8 ? Greys(Bits) : null;
    }

    private int Bits { get; }

    /// <summary>Samples of a pixel, with alpha.</summary>
    public int Samples { get; }

    /// <summary>Whether the rows come in seven passes.</summary>
    public bool IsInterlaced { get; }

    private int PixelBytes => Math.Max(1, Samples * Bits / 8);

    /// <summary>Whether a picture has 16 bits a sample.</summary>
    /// <param name="encoded">a file that Skia has opened: its header comes first</param>
    public static bool IsDeep(byte[] encoded) => encoded.Length > SignatureBytes + 16 && encoded[SignatureBytes + 16] == 16;

    /// <summary>Reads the header.</summary>
    /// <param name="encoded">the file</param>
    /// <param name="name">what error messages call it</param>
    /// <exception cref="ImageException">A chunk before the pixels is cut off or damaged.</exception>
    public static PngRows Open(byte[] encoded, string name)
    {
        ReadOnlySpan<byte> header = default;
        byte[]? palette = null;
        for (int at = SignatureBytes; ; )
        {
            if (at > encoded.Length - ChunkBytes || BinaryPrimitives.ReadInt32BigEndian(encoded.AsSpan(at)) is var length
                && (length < 0 || (length > encoded.Length - at - ChunkBytes && !encoded.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))))
            {
                throw ImageException.CutOff(name, "the data end before the picture does");
            }

            var body = encoded.AsSpan(at + 8, Math.Min(length, encoded.Length - at - 8));
            switch (encoded.AsSpan(at + 4, 4))
            {
                case [(byte)'I', (byte)'H', (byte)'D', (byte)'R']:
                    header = body;
                    break;
                case [(byte)'P', (byte)'L', (byte)'T', (byte)'E']:
                    palette = body.ToArray();
                    break;
                case [(byte)'I', (byte)'D', (byte)'A', (byte)'T']:
                    bool isSane = header is { Length: 13 } && (header[9] != 3 || palette is { Length: >= 3 });
                    return isSane ? new PngRows(name, new PngData(encoded, at, name), header, palette)
                        : throw ImageException.CutOff(name, "its header or its palette is invalid");
                default:
                    break;
            }

            at += ChunkBytes + length;
        }
    }

    /// <summary>Hands over all rows of a picture that is not interlaced.</summary>
    /// <exception cref="ImageException">The data are cut off or damaged.</exception>
    public void Read(PictureRows rows) => Decode(pixels =>
    {
        foreach (byte[] row in Rows(pixels, _width, _height))
        {
            Unpack(row.AsSpan(PixelBytes), rows.Row);
            rows.Next();
        }

        _data.CheckRest();
    });

    /// <summary>Hands over all rows of a picture of 16 bits.</summary>
    /// <param name="rows">takes them</param>
    /// <param name="bands">samples that become red, green and blue, or grey; empty for the picture's own colours</param>
    /// <exception cref="ImageException">The data are cut off or damaged.</exception>
    public void Read(SampleRows rows, IReadOnlyList<int> bands)
    {
        int[] chosen = bands.Count switch { 3 => [.. bands], 1 => [bands[0], bands[0], bands[0]], _ => Samples >= 3 ? [0, 1, 2] : [0, 0, 0] };
        rows.Begin(_width, _height, 1);
        Decode(pixels =>
        {
            if (IsInterlaced)
            {
                ReadPasses(pixels, rows, chosen);
                return;
            }

            int y = 0;
            foreach (byte[] row in Rows(pixels, _width, _height))
            {
                if (rows.CanSkip(y++))
                {
                    continue;
                }

                var target = rows.Row;
                for (int x = 0; x < _width; x++)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        target[(3 * x) + c] = Sample(row, x, chosen[c]);
                    }
                }

                rows.Next();
            }
        });
    }

    private void ReadPasses(Stream pixels, SampleRows rows, int[] chosen)
    {
        ushort[] whole = new ushort[3L * _width * _height];
        foreach (var (left, top, across, down) in Passes)
        {
            int width = (_width - left + across - 1) / across, height = (_height - top + down - 1) / down, y = top;
            if (width == 0)
            {
                continue;   // an empty pass has no rows at all
            }

            foreach (byte[] row in Rows(pixels, width, height))
            {
                for (int x = 0; x < width; x++)
                {
                    long to = 3 * (((long)y * _width) + left + (x * across));
                    for (int c = 0; c < 3; c++)
                    {
                        whole[to + c] = Sample(row, x, chosen[c]);
                    }
                }

                y += down;
            }
        }

        for (int y = 0; y < _height; y++)
        {
            var target = rows.Row;
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = whole[((long)y * target.Length) + i];
            }

            rows.Next();
        }
    }

    private ushort Sample(byte[] row, int x, int sample) =>
        BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(PixelBytes + (2 * ((x * Samples) + sample))));

    private void Decode(Action<Stream> read)
    {
        using var pixels = new ZLibStream(_data, CompressionMode.Decompress);
        try
        {
            read(pixels);
        }
        catch (EndOfStreamException problem)
        {
            throw ImageException.CutOff(_name, "the data end before the picture does", problem);
        }
        catch (InvalidDataException problem)
        {
            throw ImageException.CutOff(_name, "the data are invalid", problem);
        }
    }

    // Unfiltered rows. Filters look at the pixel to the left and the row above: both are zero at the edge.
    private IEnumerable<byte[]> Rows(Stream pixels, int width, int height)
    {
        int rowBytes = (int)((((long)width * Samples * Bits) + 7) / 8);
        byte[] above = new byte[PixelBytes + rowBytes], row = new byte[PixelBytes + rowBytes], filter = new byte[1];
        for (int y = 0; y < height; y++)
        {
            pixels.ReadExactly(filter);
            pixels.ReadExactly(row, PixelBytes, rowBytes);
            Unfilter(filter[0], row, above, PixelBytes);
            yield return row;
            (above, row) = (row, above);
        }
    }

    private void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += row[i - pixelBytes];
                }

                break;
            case 2:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += (byte)((row[i - pixelBytes] + above[i]) / 2);
                }

                break;
            case 4:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += Paeth(row[i - pixelBytes], above[i], above[i - pixelBytes]);
                }

                break;
            default:
                throw ImageException.CutOff(_name, $"a row has filter {filter}, expected 0 to 4");
        }
    }

    // Of the three neighbours the one that is nearest to left + up - corner.
    private static byte Paeth(byte left, byte up, byte corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    // Alpha is left out, 16 bits lose the low byte.
    private void Unpack(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        if (_table is not null)
        {
            int mask = (1 << Bits) - 1;
            for (int x = 0; x < _width; x++)
            {
                int bit = x * Bits;
                int code = (row[bit >> 3] >> (8 - Bits - (bit & 7))) & mask;
                _table.AsSpan(3 * code, 3).CopyTo(rgb[(3 * x)..]);
            }

            return;
        }

        int sampleBytes = Bits / 8, step = Samples * sampleBytes;
        if (step == 3)
        {
            row.CopyTo(rgb);
            return;
        }

        var (green, blue) = Samples >= 3 ? (sampleBytes, 2 * sampleBytes) : (0, 0);
        for (int x = 0, from = 0, to = 0; x < _width; x++, from += step, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (row[from], row[from + green], row[from + blue]);
        }
    }

    private static byte[] Greys(int bits)
    {
        int brightest = (1 << bits) - 1;
        return [.. Enumerable.Range(0, brightest + 1).SelectMany(code => Enumerable.Repeat((byte)(code * 255 / brightest), 3))];
    }

    // A code beyond the palette is an error that decoders let pass; Skia shows the last colour.
    private static byte[] Palette(byte[] colors)
    {
        byte[] table = new byte[3 * 256];
        for (int code = 0; code < 256; code++)
        {
            colors.AsSpan(3 * Math.Min(code, (colors.Length / 3) - 1), 3).CopyTo(table.AsSpan(3 * code));
        }

        return table;
    }
}
