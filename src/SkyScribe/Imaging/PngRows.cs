using System.Buffers.Binary;
using System.IO.Compression;

namespace SkyScribe.Imaging;

/// <summary>Reads a PNG row by row, to the same bytes as Skia gives, which would hold the whole picture.</summary>
/// <remarks>Of the PNG specification (W3C, third edition): chunks are section 5, colour types 6.1, filters 9. Skia opened the file before: header and palette are sane.</remarks>
internal sealed class PngRows
{
    private const int SignatureBytes = 8, ChunkBytes = 12;

    private readonly string _name;
    private readonly PngData _data;
    private readonly int _width, _height, _bits, _samples, _rowBytes;
    private readonly byte[]? _table;   // RGB of each code of a grey or palette picture of at most 8 bits

    private PngRows(string name, PngData data, ReadOnlySpan<byte> header, byte[]? palette)
    {
        (_name, _data) = (name, data);
        (_width, _height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        (_bits, int colorType) = (header[8], header[9]);
        _samples = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        _rowBytes = (int)((((long)_width * _samples * _bits) + 7) / 8);
        _table = colorType == 3 ? Palette(palette!) : colorType == 0 && _bits <= 8 ? Greys(_bits) : null;
    }

    /// <summary>Prepares to read a picture whose rows are stored from top to bottom.</summary>
    /// <param name="encoded">the file</param>
    /// <param name="name">what error messages call it</param>
    /// <returns>null where the rows are interlaced</returns>
    /// <exception cref="ImageException">A chunk before the pixels is cut off or damaged.</exception>
    public static PngRows? TryOpen(byte[] encoded, string name)
    {
        ReadOnlySpan<byte> header = default;
        byte[]? palette = null;
        for (int at = SignatureBytes; ; )
        {
            if (at > encoded.Length - ChunkBytes || BinaryPrimitives.ReadInt32BigEndian(encoded.AsSpan(at)) is var length && (length < 0 || length > encoded.Length - at - ChunkBytes))
            {
                throw ImageException.CutOff(name, "the data end before the picture does");
            }

            var body = encoded.AsSpan(at + 8, length);
            switch (encoded.AsSpan(at + 4, 4))
            {
                case [(byte)'I', (byte)'H', (byte)'D', (byte)'R']:
                    header = body;
                    break;
                case [(byte)'P', (byte)'L', (byte)'T', (byte)'E']:
                    palette = body.ToArray();
                    break;
                case [(byte)'I', (byte)'D', (byte)'A', (byte)'T']:
                    bool isSequential = header is { Length: 13 } && header[12] == 0 && (header[9] != 3 || palette is { Length: >= 3 });
                    return isSequential ? new PngRows(name, new PngData(encoded, at, name), header, palette) : null;
                default:
                    break;
            }

            at += ChunkBytes + length;
        }
    }

    /// <summary>Hands over all rows.</summary>
    /// <exception cref="ImageException">The data are cut off or damaged.</exception>
    public void Read(PictureRows rows)
    {
        // Filters look at the pixel to the left and the row above: both are zero at the edge.
        int pixelBytes = Math.Max(1, _samples * _bits / 8);
        byte[] above = new byte[pixelBytes + _rowBytes], row = new byte[pixelBytes + _rowBytes], filter = new byte[1];
        using var pixels = new ZLibStream(_data, CompressionMode.Decompress);
        try
        {
            for (int y = 0; y < _height; y++)
            {
                pixels.ReadExactly(filter);
                pixels.ReadExactly(row, pixelBytes, _rowBytes);
                Unfilter(filter[0], row, above, pixelBytes);
                Unpack(row.AsSpan(pixelBytes), rows.Row);
                rows.Next();
                (above, row) = (row, above);
            }
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
            int mask = (1 << _bits) - 1;
            for (int x = 0; x < _width; x++)
            {
                int bit = x * _bits;
                int code = (row[bit >> 3] >> (8 - _bits - (bit & 7))) & mask;
                _table.AsSpan(3 * code, 3).CopyTo(rgb[(3 * x)..]);
            }

            return;
        }

        int sampleBytes = _bits / 8, step = _samples * sampleBytes;
        if (step == 3)
        {
            row.CopyTo(rgb);
            return;
        }

        var (green, blue) = _samples >= 3 ? (sampleBytes, 2 * sampleBytes) : (0, 0);
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
