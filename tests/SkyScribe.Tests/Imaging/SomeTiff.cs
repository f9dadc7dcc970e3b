using BitMiracle.LibTiff.Classic;
using SkyScribe.Imaging;

namespace SkyScribe.Tests.Imaging;

/// <summary>Writes TIFF files of every layout the reader knows.</summary>
internal sealed record SomeTiff
{
    public int Width { get; init; } = 37;

    public int Height { get; init; } = 29;

    public int Bits { get; init; } = 8;

    public int Samples { get; init; } = 3;

    public Photometric Model { get; init; } = Photometric.RGB;

    public Compression Compression { get; init; } = Compression.NONE;

    public bool Tiled { get; init; }

    public bool Separate { get; init; }

    public ExtraSample? Extra { get; init; }

    public SampleFormat? Format { get; init; }

    public int Orientation { get; init; } = 1;

    public int RowsPerStrip { get; init; } = 8;

    /// <summary>"l" little-endian, "b" big-endian, "8" BigTIFF.</summary>
    public string Variant { get; init; } = "l";

    /// <summary>What floating-point samples are, divided by their value.</summary>
    public double FloatScale { get; init; } = 1;

    public ushort[][]? Palette { get; init; }

    /// <summary>The stored value of a sample at (x, y).</summary>
    public required Func<int, int, int, int> Value { get; init; }

    /// <summary>The 8-bit RGB values of a picture.</summary>
    public static SomeTiff Of(RgbImage image) => new()
    {
        Width = image.Width,
        Height = image.Height,
        Value = (x, y, s) => s < 3 ? image.Pixels[(3 * ((y * image.Width) + x)) + s] : 200,
    };

    public byte[] Write()
    {
        using MemoryStream stream = new();
        using (Tiff tiff = Tiff.ClientOpen("test", "w" + Variant, stream, new KeepOpen()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, Width);
            tiff.SetField(TiffTag.IMAGELENGTH, Height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, Bits);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, Samples);
            tiff.SetField(TiffTag.PHOTOMETRIC, Model);
            tiff.SetField(TiffTag.COMPRESSION, Compression);
            tiff.SetField(TiffTag.PLANARCONFIG, Separate ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.ORIENTATION, Orientation);
            if (Extra is { } extra)
            {
                tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)extra });
            }

            if (Format is { } format)
            {
                tiff.SetField(TiffTag.SAMPLEFORMAT, format);
            }

            if (Palette is { } palette)
            {
                tiff.SetField(TiffTag.COLORMAP, palette[0], palette[1], palette[2]);
            }

            if (Model == Photometric.YCBCR && Compression == Compression.JPEG)
            {
                tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            }

            if (Tiled)
            {
                WriteTiles(tiff);
            }
            else
            {
                WriteRows(tiff);
            }
        }

        return stream.ToArray();
    }

    private void WriteRows(Tiff tiff)
    {
        tiff.SetField(TiffTag.ROWSPERSTRIP, RowsPerStrip);
        for (short plane = 0; plane < (Separate ? Samples : 1); plane++)
        {
            for (int y = 0; y < Height; y++)
            {
                Assert.True(tiff.WriteScanline(Pack(0, Width, y, plane), y, plane));
            }
        }
    }

    private void WriteTiles(Tiff tiff)
    {
        const int Side = 16;
        tiff.SetField(TiffTag.TILEWIDTH, Side);
        tiff.SetField(TiffTag.TILELENGTH, Side);
        for (short plane = 0; plane < (Separate ? Samples : 1); plane++)
        {
            for (int top = 0; top < Height; top += Side)
            {
                for (int left = 0; left < Width; left += Side)
                {
                    byte[] tile = [.. Enumerable.Range(top, Side).SelectMany(y => Pack(left, Side, y, plane))];
                    Assert.True(tiff.WriteEncodedTile(tiff.ComputeTile(left, top, 0, plane), tile, tile.Length) > 0);
                }
            }
        }
    }

    private byte[] Pack(int left, int count, int y, int plane)
    {
        int perPixel = Separate ? 1 : Samples;
        byte[] row = new byte[((count * perPixel * Bits) + 7) / 8];
        for (int i = 0; i < count * perPixel; i++)
        {
            int x = left + (i / perPixel);
            int value = x < Width && y < Height ? Value(x, y, Separate ? plane : i % perPixel) : 99 % (1 << Bits);
            if (Bits is > 8 and < 16)
            {
                for (int bit = 0; bit < Bits; bit++)
                {
                    int at = (i * Bits) + bit;
                    row[at / 8] |= (byte)(((value >> (Bits - 1 - bit)) & 1) << (7 - (at % 8)));
                }
            }
            else if (Bits >= 16)
            {
                // The bits of the number: an integer's, or a floating-point one's.
                long stored = Format != SampleFormat.IEEEFP ? value
                    : Bits == 16 ? BitConverter.HalfToUInt16Bits((Half)(value * FloatScale))
                    : Bits == 32 ? BitConverter.SingleToUInt32Bits((float)(value * FloatScale))
                    : BitConverter.DoubleToInt64Bits(value * FloatScale);
                for (int b = 0; b < Bits / 8; b++)
                {
                    row[(i * Bits / 8) + b] = (byte)(stored >> (8 * b));
                }
            }
            else
            {
                row[i * Bits / 8] |= (byte)(value << (8 - Bits - (i * Bits % 8)));
            }
        }

        return row;
    }

    private sealed class KeepOpen : TiffStream
    {
        public override void Close(object clientData)
        {
        }
    }
}
