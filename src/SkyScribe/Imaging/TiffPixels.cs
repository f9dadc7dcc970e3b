using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>Reads the strips or tiles of one TIFF and unpacks their samples into rows of RGB, as many rows at a time as lie in one strip or tile.</summary>
internal sealed class TiffPixels
{
    private readonly Tiff _tiff;
    private readonly TiffLayout _layout;
    private readonly string _name;
    private readonly TiffErrors _errors;
    private readonly int _kept, _planes, _bandRows;
    private readonly byte[] _rgb;
    private readonly byte[]? _alpha;

    public TiffPixels(Tiff tiff, TiffLayout layout, string name, TiffErrors errors)
    {
        (_tiff, _layout, _name, _errors) = (tiff, layout, name, errors);
        _kept = layout.Table is not null ? 1 : layout.Premultiplied ? 4 : 3;
        _planes = layout.SeparatePlanes ? _kept : 1;

        // Planes lie far from each other: each strip is decoded once if all of its rows are read before the next plane's. Without planes one row after the other will do.
        int blockRows = tiff.IsTiled() ? Tag(TiffTag.TILELENGTH) : _planes > 1 ? Tag(TiffTag.ROWSPERSTRIP) : 1;
        _bandRows = Math.Clamp(blockRows, 1, layout.Height);
        _rgb = new byte[3L * layout.Width * _bandRows];
        _alpha = layout.Premultiplied ? new byte[(long)layout.Width * _bandRows] : null;
    }

    /// <summary>Hands over all rows.</summary>
    public void Read(PictureRows rows)
    {
        byte[] buffer = new byte[_tiff.IsTiled() ? _tiff.TileSize() : _tiff.ScanlineSize()];
        for (int top = 0; top < _layout.Height; top += _bandRows)
        {
            int count = Math.Min(_bandRows, _layout.Height - top);
            for (short plane = 0; plane < _planes; plane++)
            {
                if (_tiff.IsTiled())
                {
                    ReadTiles(buffer, plane, top, count);
                }
                else
                {
                    ReadRows(buffer, plane, top, count);
                }
            }

            // Several decoders report damage and return what they have; half a picture is none.
            if (_errors.First is { } problem)
            {
                throw ImageException.CutOff(_name, problem);
            }

            HandOver(rows, count);
        }
    }

    private void ReadRows(byte[] row, short plane, int top, int count)
    {
        for (int y = 0; y < count; y++)
        {
            if (!_tiff.ReadScanline(row, 0, top + y, plane))
            {
                throw ImageException.CutOff(_name, _errors.First ?? $"row {top + y} of {_layout.Height} cannot be decoded");
            }

            Store(row, plane, 0, y, _layout.Width);
        }
    }

    private void ReadTiles(byte[] tile, short plane, int top, int count)
    {
        int width = Tag(TiffTag.TILEWIDTH), rowBytes = _tiff.TileRowSize();
        for (int left = 0; left < _layout.Width; left += width)
        {
            int index = _tiff.ComputeTile(left, top, 0, plane);
            if (_tiff.ReadEncodedTile(index, tile, 0, tile.Length) != tile.Length)
            {
                throw ImageException.CutOff(_name, _errors.First ?? $"tile {index} cannot be decoded");
            }

            int columns = Math.Min(width, _layout.Width - left);
            for (int y = 0; y < count; y++)
            {
                Store(tile.AsSpan(y * rowBytes, rowBytes), plane, left, y, columns);
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

        for (int sample = 0; sample < _kept; sample++)
        {
            Unpack(row, _layout.Samples, sample, count, sample, pixel);
        }
    }

    /// <summary>Copies one sample of each pixel as its code (up to 8 bits) or its high byte (16 bits).</summary>
    private void Unpack(ReadOnlySpan<byte> row, int samples, int sample, int count, int channel, int pixel)
    {
        Span<byte> target = channel == 3 ? _alpha.AsSpan(pixel) : _rgb.AsSpan((3 * pixel) + channel);
        int step = channel == 3 ? 1 : 3;
        int bits = _layout.Bits;
        if (bits >= 8)
        {
            // LibTiff.NET hands out 16-bit samples in little-endian order whatever the file's.
            int bytes = bits / 8;
            int from = (sample * bytes) + bytes - 1;
            for (int i = 0, to = 0; i < count; i++, from += samples * bytes, to += step)
            {
                target[to] = row[from];
            }

            return;
        }

        int mask = (1 << bits) - 1;
        for (int i = 0; i < count; i++)
        {
            int bit = ((i * samples) + sample) * bits;
            target[i * step] = (byte)((row[bit >> 3] >> (8 - bits - (bit & 7))) & mask);
        }
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
            else if (_alpha is not null)
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

    private int Tag(TiffTag tag) => _tiff.GetFieldDefaulted(tag) is { Length: > 0 } field ? field[0].ToInt() : 0;
}
