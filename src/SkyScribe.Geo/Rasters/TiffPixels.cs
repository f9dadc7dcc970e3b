using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SkyScribe.Geo.Tiff;

namespace SkyScribe.Geo.Rasters;

/// <summary>Reads windows of one picture of a TIFF.</summary>
internal sealed class TiffPixels
{
    private readonly BlockTable _table;
    private readonly BlockDecoder _decoder;
    private readonly BlockCache _cache;

    public TiffPixels(TiffImage image, BlockCache cache) =>
        (Image, _table, _decoder, _cache) = (image, new BlockTable(image), new BlockDecoder(image), cache);

    public TiffImage Image { get; }

    /// <summary>Reads samples as they are stored; pixels of sparse blocks are marked invalid.</summary>
    /// <param name="pixels">begun, and within the picture</param>
    /// <param name="bands">samples, from 0, one for each of the target's bands</param>
    /// <exception cref="BlockException">A block does not decode.</exception>
    public void Read(RasterPixels pixels, ReadOnlySpan<int> bands)
    {
        var window = pixels.Window;
        for (int row = window.Top / Image.BlockHeight; (long)row * Image.BlockHeight < window.Bottom; row++)
        {
            for (int column = window.Left / Image.BlockWidth; (long)column * Image.BlockWidth < window.Right; column++)
            {
                byte[]? shared = Image.IsPlanar ? null : Block(column, row, 0);
                for (int b = 0; b < bands.Length; b++)
                {
                    byte[]? block = Image.IsPlanar ? Block(column, row, bands[b]) : shared;
                    if (block is null)
                    {
                        Invalidate(pixels, column, row);
                    }
                    else if (pixels.IsByte)
                    {
                        CopyBytes(block, pixels, column, row, Image.IsPlanar ? 0 : bands[b], pixels.Bytes[b]);
                    }
                    else
                    {
                        CopyFloats(block, pixels, column, row, Image.IsPlanar ? 0 : bands[b], pixels.Floats[b]);
                    }
                }
            }
        }
    }

    private byte[]? Block(int column, int row, int plane)
    {
        int rows = Image.RowsOf(row);
        try
        {
            return _cache.Get(new BlockCache.Key(this, column, row, plane), Image.RowBytes * rows, () =>
            {
                if (_table.Find(column, row, plane) is not { } place)
                {
                    return null;
                }

                byte[] stored = new byte[place.Bytes];
                Image.Directory.Source.ReadExactly(place.Offset, stored);
                return _decoder.Decode(stored, rows);
            });
        }
        // not of a file or a server that can no longer be read
        catch (Exception problem) when (problem is InvalidDataException or GeoException { Found.Length: > 0 })
        {
            string kind = Image.IsTiled ? "tile" : "strip";
            throw new BlockException(Image.Name, $"the {kind} at column {(long)column * Image.BlockWidth}, row {(long)row * Image.BlockHeight}",
                problem is GeoException geo ? $"found {geo.Found}, expected {geo.Expected}" : problem.Message, problem);
        }
    }

    // The part of a block that lies in the window: first column and row within the block, columns and rows, and its place in the window.
    private (int Left, int Top, int Columns, int Rows, int Target) Overlap(RasterPixels pixels, int column, int row)
    {
        var window = pixels.Window;
        int blockLeft = column * Image.BlockWidth, blockTop = row * Image.BlockHeight;
        int left = Math.Max(window.Left, blockLeft), top = Math.Max(window.Top, blockTop);
        int right = (int)Math.Min(window.Right, (long)blockLeft + Image.BlockWidth), bottom =
            (int)Math.Min(window.Bottom, (long)blockTop + Image.BlockHeight);
        return (left - blockLeft, top - blockTop, right - left, bottom - top, ((top - window.Top) * window.Width) + left - window.Left);
    }

    private void Invalidate(RasterPixels pixels, int column, int row)
    {
        var (_, _, columns, rows, target) = Overlap(pixels, column, row);
        for (int y = 0; y < rows; y++)
        {
            pixels.Valid.AsSpan(target + (y * pixels.Window.Width), columns).Clear();
        }
    }

    private void CopyBytes(byte[] block, RasterPixels pixels, int column, int row, int sample, byte[] target)
    {
        var (left, top, columns, rows, start) = Overlap(pixels, column, row);
        int step = Image.SamplesPerBlock;
        for (int y = 0; y < rows; y++, start += pixels.Window.Width)
        {
            var source = block.AsSpan((top + y) * Image.RowBytes, Image.RowBytes);
            var to = target.AsSpan(start, columns);
            if (Image.Bits != 8)
            {
                for (int x = 0; x < columns; x++)
                {
                    to[x] = (byte)BitField(source, (((left + x) * step) + sample) * Image.Bits);
                }
            }
            else if (step == 1)
            {
                source.Slice(left, columns).CopyTo(to);
            }
            else
            {
                for (int x = 0, from = (left * step) + sample; x < to.Length; x++, from += step)
                {
                    to[x] = source[from];
                }
            }
        }
    }

    private void CopyFloats(byte[] block, RasterPixels pixels, int column, int row, int sample, float[] target)
    {
        var (left, top, columns, rows, start) = Overlap(pixels, column, row);
        int step = Image.SamplesPerBlock;
        for (int y = 0; y < rows; y++, start += pixels.Window.Width)
        {
            var source = block.AsSpan((top + y) * Image.RowBytes, Image.RowBytes);
            var to = target.AsSpan(start, columns);
            int from = (left * step) + sample;
            switch (Image.Kind, Image.Bits)
            {
                case (SampleKind.Unsigned, 8):
                    Convert<byte>(source, from, step, to);
                    break;
                case (SampleKind.Signed, 8):
                    Convert<sbyte>(source, from, step, to);
                    break;
                case (SampleKind.Unsigned, 16):
                    Convert<ushort>(source, from, step, to);
                    break;
                case (SampleKind.Signed, 16):
                    Convert<short>(source, from, step, to);
                    break;
                case (SampleKind.Unsigned, 32):
                    Convert<uint>(source, from, step, to);
                    break;
                case (SampleKind.Signed, 32):
                    Convert<int>(source, from, step, to);
                    break;
                case (SampleKind.Float, 16):
                    Convert<Half>(source, from, step, to);
                    break;
                case (SampleKind.Float, 32):
                    Convert<float>(source, from, step, to);
                    break;
                case (SampleKind.Float, 64):
                    Convert<double>(source, from, step, to);
                    break;
                default:
                    for (int x = 0; x < columns; x++)
                    {
                        to[x] = BitField(source, (((left + x) * step) + sample) * Image.Bits);
                    }

                    break;
            }
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> source, int from, int step, Span<float> target)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var samples = MemoryMarshal.Cast<byte, T>(source);
        for (int x = 0; x < target.Length; x++, from += step)
        {
            target[x] = float.CreateTruncating(samples[from]);
        }
    }

    // Samples of fewer than 8 bits, and of 9 to 15, are packed from the highest bit on.
    private int BitField(ReadOnlySpan<byte> row, int bit)
    {
        int first = bit >> 3;
        Span<byte> bytes = stackalloc byte[4];
        row.Slice(first, Math.Min(4, row.Length - first)).CopyTo(bytes);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) << (bit & 7) >> (32 - Image.Bits));
    }
}
