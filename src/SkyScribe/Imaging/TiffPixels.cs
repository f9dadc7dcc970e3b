using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>Reads the strips or tiles of one TIFF and unpacks their samples into RGB.</summary>
internal sealed class TiffPixels(Tiff tiff, TiffLayout layout, string name, TiffErrors errors)
{
    private readonly byte[] _rgb = new byte[3L * layout.Width * layout.Height];
    private readonly byte[]? _alpha = layout.Premultiplied ? new byte[(long)layout.Width * layout.Height] : null;
    private readonly int _kept = layout.Table is not null ? 1 : layout.Premultiplied ? 4 : 3;

    public RgbImage Read()
    {
        int planes = layout.SeparatePlanes ? _kept : 1;
        for (short plane = 0; plane < planes; plane++)
        {
            if (tiff.IsTiled())
            {
                ReadTiles(plane);
            }
            else
            {
                ReadRows(plane);
            }
        }

        // Several decoders report damage and return what they have; half a picture is none.
        if (errors.First is { } problem)
        {
            throw ImageException.CutOff(name, problem);
        }

        Finish();
        return new RgbImage(layout.Width, layout.Height, _rgb);
    }

    private void ReadRows(short plane)
    {
        // Row by row, so that one strip that holds the whole picture needs no second copy of it.
        byte[] row = new byte[tiff.ScanlineSize()];
        for (int y = 0; y < layout.Height; y++)
        {
            if (!tiff.ReadScanline(row, 0, y, plane))
            {
                throw ImageException.CutOff(name, errors.First ?? $"row {y} of {layout.Height} cannot be decoded");
            }

            Store(row, plane, 0, y, layout.Width);
        }
    }

    private void ReadTiles(short plane)
    {
        int width = tiff.GetField(TiffTag.TILEWIDTH)[0].ToInt();
        int height = tiff.GetField(TiffTag.TILELENGTH)[0].ToInt();
        int rowBytes = tiff.TileRowSize();
        byte[] tile = new byte[tiff.TileSize()];
        for (int top = 0; top < layout.Height; top += height)
        {
            for (int left = 0; left < layout.Width; left += width)
            {
                int index = tiff.ComputeTile(left, top, 0, plane);
                if (tiff.ReadEncodedTile(index, tile, 0, tile.Length) != tile.Length)
                {
                    throw ImageException.CutOff(name, errors.First ?? $"tile {index} cannot be decoded");
                }

                int columns = Math.Min(width, layout.Width - left);
                for (int y = 0; y < Math.Min(height, layout.Height - top); y++)
                {
                    Store(tile.AsSpan(y * rowBytes, rowBytes), plane, left, top + y, columns);
                }
            }
        }
    }

    private void Store(ReadOnlySpan<byte> row, int plane, int x, int y, int count)
    {
        int pixel = (y * layout.Width) + x;
        if (layout.SeparatePlanes)
        {
            Unpack(row, 1, 0, count, plane, pixel);
            return;
        }

        for (int sample = 0; sample < _kept; sample++)
        {
            Unpack(row, layout.Samples, sample, count, sample, pixel);
        }
    }

    /// <summary>Copies one sample of each pixel as its code (up to 8 bits) or its high byte (16 bits).</summary>
    private void Unpack(ReadOnlySpan<byte> row, int samples, int sample, int count, int channel, int pixel)
    {
        Span<byte> target = channel == 3 ? _alpha.AsSpan(pixel) : _rgb.AsSpan((3 * pixel) + channel);
        int step = channel == 3 ? 1 : 3;
        int bits = layout.Bits;
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

    private void Finish()
    {
        if (layout.Table is { } table)
        {
            for (int i = 0; i < _rgb.Length; i += 3)
            {
                table.AsSpan(3 * _rgb[i], 3).CopyTo(_rgb.AsSpan(i));
            }
        }

        if (_alpha is null)
        {
            return;
        }

        for (int i = 0; i < _rgb.Length; i++)
        {
            int alpha = _alpha[i / 3];
            _rgb[i] = (byte)(alpha == 0 ? 0 : Math.Min(255, _rgb[i] * 255 / alpha));
        }
    }
}
