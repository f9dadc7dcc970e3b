using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using ZstdSharp;

namespace SkyScribe.Imaging;

/// <summary>Strips and tiles that are compressed by Zstandard or WebP, which LibTiff.NET cannot decode: its raw bytes go to ZstdSharp or Skia, then
/// predictors are undone here.</summary>
/// <remarks>Predictors: TIFF 6.0, section 14, and Adobe's "TIFF Technical Note 3". Compression numbers are libtiff's.</remarks>
internal sealed class TiffOwnBlocks(Tiff tiff, TiffLayout layout, TiffPage page, int compression, string name) : TiffBlocks
{
    private readonly int _stride = layout.SeparatePlanes ? 1 : layout.Samples;
    private readonly int _rowBytes = tiff.IsTiled() ? tiff.TileRowSize() : tiff.ScanlineSize();
    private Stream? _strip;
    private int _stripIndex = -1, _nextRow;

    public override void ReadRow(byte[] row, int y, int plane)
    {
        int rows = tiff.GetFieldDefaulted(TiffTag.ROWSPERSTRIP)[0].ToInt();
        rows = rows <= 0 || rows > layout.Height ? layout.Height : rows;
        int index = tiff.ComputeStrip(y, (short)(layout.SeparatePlanes ? plane : 0)), first = y - (y % rows);
        if (_stripIndex != index || _nextRow > y)
        {
            _strip?.Dispose();
            _strip = Open(index, layout.Width, Math.Min(rows, layout.Height - first));
            (_stripIndex, _nextRow) = (index, first);
        }

        do
        {
            Fill(_strip!, row.AsSpan(0, _rowBytes), "strip", index);
        }
        while (_nextRow++ < y);
        Undo(row.AsSpan(0, _rowBytes), _rowBytes);
    }

    public override void ReadTile(byte[] tile, int index)
    {
        int width = tiff.GetField(TiffTag.TILEWIDTH)[0].ToInt(), height = tiff.GetField(TiffTag.TILELENGTH)[0].ToInt();
        using var data = Open(index, width, height);
        Fill(data, tile, "tile", index);
        Undo(tile, _rowBytes);
    }

    private Stream Open(int index, int width, int height)
    {
        byte[] raw = new byte[tiff.RawStripSize(index)];   // checked against the file's length before
        int read = tiff.IsTiled() ? tiff.ReadRawTile(index, raw, 0, raw.Length) : tiff.ReadRawStrip(index, raw, 0, raw.Length);
        return read != raw.Length ? throw ImageException.CutOff(name, $"strip or tile {index} cannot be read")
            : compression == Zstd ? new DecompressionStream(new MemoryStream(raw), leaveOpen: false)
            : new MemoryStream(DecodeWebp(raw, width, height, index));
    }

    private void Fill(Stream data, Span<byte> target, string kind, int index)
    {
        try
        {
            data.ReadExactly(target);
        }
        catch (Exception problem) when (problem is ZstdException or EndOfStreamException)
        {
            throw ImageException.CutOff(name, $"{kind} {index} cannot be decoded: {problem.Message}", problem);
        }
    }

    private byte[] DecodeWebp(byte[] raw, int width, int height, int index)
    {
        if (layout.Bits != 8 || _stride is not (3 or 4))
        {
            throw TiffLayout.Unsupported(name, $"it is compressed by WebP with {_stride} samples of {layout.Bits} bits, expected 3 or 4 of 8");
        }

        using SKData data = SKData.CreateCopy(raw);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width != width || codec.Info.Height != height)
        {
            throw ImageException.CutOff(name, $"strip or tile {index} is no WebP picture of {width} x {height}");
        }

        byte[] rgba = new byte[4L * width * height];
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            SKImageInfo info = new(width, height, SKColorType.Rgba8888, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque
                : SKAlphaType.Unpremul, null);
            SKCodecResult result = codec.GetPixels(info, pin.AddrOfPinnedObject());
            if (result != SKCodecResult.Success)
            {
                throw ImageException.CutOff(name, $"strip or tile {index}: the WebP decoder says {result}");
            }
        }
        finally
        {
            pin.Free();
        }

        if (_stride == 4)
        {
            return rgba;
        }

        byte[] rgb = new byte[3L * width * height];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        }

        return rgb;
    }

    private void Undo(Span<byte> rows, int rowBytes)
    {
        if (page.Predictor is not (1 or 2 or 3) || (page.Predictor == 3 && !layout.Type.IsFloat))
        {
            throw TiffLayout.Unsupported(name, $"its predictor is number {page.Predictor}, expected 1, 2, or 3 with floating-point numbers");
        }

        for (int from = 0; from < rows.Length; from += rowBytes)
        {
            var row = rows.Slice(from, rowBytes);
            if (compression == Webp)
            {
                continue;   // has no predictor
            }

            if (page.Predictor == 3)
            {
                TiffSamples.UndoFloat(row, layout.Bits, _stride);
                continue;
            }

            if (page.IsBigEndian)
            {
                TiffSamples.SwapBytes(row, layout.Bits);
            }

            if (page.Predictor == 2)
            {
                TiffSamples.UndoDifferences(row, RequireDifferences(), _stride);
            }
        }
    }

    private int RequireDifferences() => TiffSamples.HasDifferences(layout.Bits) ? layout.Bits
        : throw TiffLayout.Unsupported(name, $"it has differences of {layout.Bits} bits, expected 8, 16, 32 or 64");
}
