using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>Reads the strips or tiles of one TIFF page and unpacks their samples into rows, as many rows at a time as lie in one strip or
/// tile.</summary>
internal sealed class TiffPixels
{
    private readonly Tiff _tiff;
    private readonly TiffLayout _layout;
    private readonly TiffBlocks _blocks;
    private readonly string _name;
    private readonly TiffErrors _errors;
    private readonly int _bandRows;
    private readonly byte[] _rgb = [], _alpha = [];
    private readonly float[] _values = [], _alphaValues = [];

    public TiffPixels(Tiff tiff, TiffLayout layout, TiffBlocks blocks, string name, TiffErrors errors)
    {
        (_tiff, _layout, _blocks, _name, _errors) = (tiff, layout, blocks, name, errors);

        // Planes lie far from each other: each strip is decoded once if all of its rows are read before the next plane's. Without planes one row
        // after the other will do.
        int blockRows = tiff.IsTiled() ? Tag(TiffTag.TILELENGTH) : layout.SeparatePlanes && layout.Kept.Count > 1 ? Tag(TiffTag.ROWSPERSTRIP) : 1;
        _bandRows = Math.Clamp(blockRows, 1, layout.Height);
        long pixels = (long)layout.Width * _bandRows, alphas = layout.Premultiplied ? pixels : 0;
        if (layout.Type.IsDeep)
        {
            (_values, _alphaValues) = (new float[3 * pixels], new float[alphas]);
        }
        else
        {
            (_rgb, _alpha) = (new byte[3 * pixels], new byte[alphas]);
        }
    }

    /// <summary>Hands over all rows of a picture of up to 8 bits.</summary>
    public void Read(PictureRows rows)
    {
        rows.Begin(_layout.Width, _layout.Height, _layout.Orientation);
        Read(_ => false, count => HandOver(rows, count));
    }

    /// <summary>Hands over all rows of a picture of more than 8 bits.</summary>
    public void Read(SampleRows rows)
    {
        rows.Begin(_layout.Width, _layout.Height, _layout.Orientation);
        Read(rows.CanSkip, count => HandOver(rows, count));
    }

    private void Read(Predicate<int> canSkip, Action<int> handOver)
    {
        byte[] buffer = new byte[_tiff.IsTiled() ? _tiff.TileSize() : _tiff.ScanlineSize()];
        int planes = _layout.SeparatePlanes ? _layout.Kept.Count : 1;
        for (int top = 0; top < _layout.Height; top += _bandRows)
        {
            if (canSkip(top / _bandRows))
            {
                continue;
            }

            int count = Math.Min(_bandRows, _layout.Height - top);
            for (int channel = 0; channel < planes; channel++)
            {
                if (_tiff.IsTiled())
                {
                    ReadTiles(buffer, channel, top, count);
                }
                else
                {
                    ReadRows(buffer, channel, top, count);
                }
            }

            // Several decoders report damage and return what they have; half a picture is none.
            if (_errors.First is { } problem)
            {
                throw ImageException.CutOff(_name, problem);
            }

            handOver(count);
        }
    }

    private void ReadRows(byte[] row, int channel, int top, int count)
    {
        for (int y = 0; y < count; y++)
        {
            _blocks.ReadRow(row, top + y, _layout.SeparatePlanes ? _layout.Kept[channel] : 0);
            Store(row, channel, 0, y, _layout.Width);
        }
    }

    private void ReadTiles(byte[] tile, int channel, int top, int count)
    {
        int width = Tag(TiffTag.TILEWIDTH), rowBytes = _tiff.TileRowSize();
        for (int left = 0; left < _layout.Width; left += width)
        {
            _blocks.ReadTile(tile, _tiff.ComputeTile(left, top, 0, (short)(_layout.SeparatePlanes ? _layout.Kept[channel] : 0)));
            int columns = Math.Min(width, _layout.Width - left);
            for (int y = 0; y < count; y++)
            {
                Store(tile.AsSpan(y * rowBytes, rowBytes), channel, left, y, columns);
            }
        }
    }

    private void Store(ReadOnlySpan<byte> row, int plane, int x, int y, int count)
    {
        int pixel = (y * _layout.Width) + x;
        if (_layout.SeparatePlanes)
        {
            Unpack(row, 1, 0, count, plane, pixel);
            return;
        }

        for (int channel = 0; channel < _layout.Kept.Count; channel++)
        {
            Unpack(row, _layout.Samples, _layout.Kept[channel], count, channel, pixel);
        }
    }

    // One sample of each pixel.
    private void Unpack(ReadOnlySpan<byte> row, int samples, int sample, int count, int channel, int pixel)
    {
        int step = channel == 3 ? 1 : 3;
        if (_layout.Type.IsDeep)
        {
            UnpackValues(row, samples, sample, count, channel == 3 ? _alphaValues.AsSpan(pixel) : _values.AsSpan((3 * pixel) + channel), step);
            return;
        }

        Span<byte> target = channel == 3 ? _alpha.AsSpan(pixel) : _rgb.AsSpan((3 * pixel) + channel);
        int bits = _layout.Bits;
        if (bits == 8)
        {
            for (int i = 0, from = sample, to = 0; i < count; i++, from += samples, to += step)
            {
                target[to] = row[from];
            }

            return;
        }

        for (int i = 0; i < count; i++)
        {
            target[i * step] = (byte)PackedBits(row, ((i * samples) + sample) * bits, bits);
        }
    }

    private void UnpackValues(ReadOnlySpan<byte> row, int samples, int sample, int count, Span<float> target, int step)
    {
        var type = _layout.Type;
        int bytes = type.Bits / 8;
        for (int i = 0, at = (i * samples) + sample, to = 0; i < count; i++, at += samples, to += step)
        {
            // LibTiff.NET hands out whole bytes in little-endian order whatever the file's.
            target[to] = type switch
            {
                { IsFloat: true, Bits: 16 } => (float)BinaryPrimitives.ReadHalfLittleEndian(row[(at * bytes)..]),
                { IsFloat: true, Bits: 32 } => BinaryPrimitives.ReadSingleLittleEndian(row[(at * bytes)..]),
                { IsFloat: true } => (float)BinaryPrimitives.ReadDoubleLittleEndian(row[(at * bytes)..]),
                { IsSigned: true, Bits: 16 } => BinaryPrimitives.ReadInt16LittleEndian(row[(at * bytes)..]),
                { IsSigned: true } => BinaryPrimitives.ReadInt32LittleEndian(row[(at * bytes)..]),
                { Bits: 16 } => BinaryPrimitives.ReadUInt16LittleEndian(row[(at * bytes)..]),
                { Bits: 32 } => BinaryPrimitives.ReadUInt32LittleEndian(row[(at * bytes)..]),
                _ => PackedBits(row, at * type.Bits, type.Bits),
            };
        }
    }

    // Packed from the highest bit, over byte borders.
    private static int PackedBits(ReadOnlySpan<byte> row, int bit, int bits)
    {
        int value = 0;
        for (int left = bits; left > 0; )
        {
            int offset = bit & 7, taken = Math.Min(left, 8 - offset);
            value = (value << taken) | ((row[bit >> 3] >> (8 - offset - taken)) & ((1 << taken) - 1));
            (bit, left) = (bit + taken, left - taken);
        }

        return value;
    }

    private void HandOver(PictureRows rows, int count)
    {
        int width = _layout.Width;
        for (int y = 0; y < count; y++)
        {
            Span<byte> stored = _rgb.AsSpan(3 * y * width, 3 * width);
            Span<byte> row = rows.Row;
            if (_layout.Table is { } table)
            {
                for (int i = 0; i < row.Length; i += 3)
                {
                    table.AsSpan(3 * stored[i], 3).CopyTo(row[i..]);
                }
            }
            else if (_layout.Premultiplied)
            {
                for (int i = 0; i < row.Length; i++)
                {
                    int alpha = _alpha[(y * width) + (i / 3)];
                    row[i] = (byte)(alpha == 0 ? 0 : Math.Min(255, stored[i] * 255 / alpha));
                }
            }
            else
            {
                stored.CopyTo(row);
            }

            rows.Next();
        }
    }

    private void HandOver(SampleRows rows, int count)
    {
        int width = _layout.Width;
        float white = (float)_layout.Type.White;
        for (int y = 0; y < count; y++)
        {
            Span<float> stored = _values.AsSpan(3 * y * width, 3 * width), row = rows.Row;
            for (int i = 0; i < row.Length; i++)
            {
                float value = stored[_layout.IsGrey ? i - (i % 3) : i];
                if (_layout.Premultiplied)
                {
                    float alpha = _alphaValues[(y * width) + (i / 3)];
                    value = alpha > 0 ? Math.Min(white, value * white / alpha) : 0;
                }

                row[i] = _layout.IsInverted ? white - value : value;
            }

            rows.Next();
        }
    }

    private int Tag(TiffTag tag) => _tiff.GetFieldDefaulted(tag) is { Length: > 0 } field ? field[0].ToInt() : 0;
}
