using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>The tags that say how a TIFF's samples become colours, checked against what is supported.</summary>
internal sealed record TiffLayout
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Bits { get; init; }

    public required int Samples { get; init; }

    public required bool SeparatePlanes { get; init; }

    /// <summary>Whether colour is stored multiplied by the alpha that follows it.</summary>
    public required bool Premultiplied { get; init; }

    public required int Orientation { get; init; }

    /// <summary>Whether only LibTiff.NET's own RGBA conversion understands the colour model.</summary>
    public required bool NeedsColorConversion { get; init; }

    /// <summary>For grey and palette pictures the RGB of each of the 256 codes; null for RGB.</summary>
    public required byte[]? Table { get; init; }

    public static TiffLayout Read(Tiff tiff, string name)
    {
        int bits = Number(tiff, TiffTag.BITSPERSAMPLE, 1);
        int samples = Number(tiff, TiffTag.SAMPLESPERPIXEL, 1);
        SampleFormat format = (SampleFormat)Number(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT);
        if (format is not (SampleFormat.UINT or SampleFormat.VOID))
        {
            throw Unsupported(name, $"its samples are {(format == SampleFormat.IEEEFP ? "floating point" : $"of format {format}")}, expected unsigned 8 or 16 bits");
        }

        Photometric model = tiff.GetField(TiffTag.PHOTOMETRIC) is { } field
            ? (Photometric)field[0].ToInt() : throw Unsupported(name, "it does not say its colour model (tag 262)");
        if (model == Photometric.YCBCR && Number(tiff, TiffTag.COMPRESSION, 1) == (int)Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            model = Photometric.RGB;
        }

        FieldValue[]? extra = tiff.GetField(TiffTag.EXTRASAMPLES);
        ExtraSample alpha = extra is { Length: 2 } && extra[1].ToByteArray() is { Length: > 0 } kinds ? (ExtraSample)kinds[0] : ExtraSample.UNSPECIFIED;
        bool convert = model is Photometric.YCBCR or Photometric.SEPARATED or Photometric.CIELAB;
        int[] widths = model switch
        {
            Photometric.MINISWHITE or Photometric.MINISBLACK => [1, 2, 4, 8, 16],
            Photometric.PALETTE => [1, 2, 4, 8],
            Photometric.RGB => [8, 16],
            _ when convert => [8],
            _ => throw Unsupported(name, $"its colour model is {model}, expected grey, RGB, palette, YCbCr, CMYK or Lab"),
        };
        bool grey = model is Photometric.MINISWHITE or Photometric.MINISBLACK or Photometric.PALETTE;
        if (!widths.Contains(bits) || (grey && samples > 2) || (!grey && samples < 3))
        {
            throw Unsupported(name, $"it has {samples} samples of {bits} bits with colour model {model}, "
                + $"expected {(grey ? "1 sample (2 with alpha)" : "3 or more")} of {string.Join(", ", widths)} bits");
        }

        return new TiffLayout
        {
            Width = Number(tiff, TiffTag.IMAGEWIDTH, 0),
            Height = Number(tiff, TiffTag.IMAGELENGTH, 0),
            Bits = bits,
            Samples = samples,
            SeparatePlanes = samples > 1 && Number(tiff, TiffTag.PLANARCONFIG, 1) == (int)PlanarConfig.SEPARATE,
            Premultiplied = model == Photometric.RGB && samples > 3 && alpha == ExtraSample.ASSOCALPHA,
            Orientation = Number(tiff, TiffTag.ORIENTATION, 1),
            NeedsColorConversion = convert,
            Table = model switch
            {
                Photometric.PALETTE => Palette(tiff, 1 << bits, name),
                _ when grey => Greys(bits, inverted: model == Photometric.MINISWHITE),
                _ => null,
            },
        };
    }

    public static ImageException Unsupported(string name, string problem) =>
        new(name, $"this kind of TIFF is not supported: {problem}", "convert it to an 8-bit RGB TIFF or PNG");

    private static int Number(Tiff tiff, TiffTag tag, int otherwise) => tiff.GetFieldDefaulted(tag) is { Length: > 0 } field ? field[0].ToInt() : otherwise;

    private static byte[] Greys(int bits, bool inverted)
    {
        int brightest = bits >= 8 ? 255 : (1 << bits) - 1;
        byte[] table = new byte[3 * 256];
        for (int code = 0; code <= brightest; code++)
        {
            byte value = (byte)(255 / brightest * (inverted ? brightest - code : code));
            table.AsSpan(3 * code, 3).Fill(value);
        }

        return table;
    }

    private static byte[] Palette(Tiff tiff, int colors, string name)
    {
        if (tiff.GetField(TiffTag.COLORMAP) is not { Length: 3 } map)
        {
            throw Unsupported(name, "it is a palette picture without a palette (tag 320)");
        }

        ushort[][] channels = [.. map.Select(channel => Array.ConvertAll(channel.ToShortArray(), value => (ushort)value))];
        if (channels.Any(channel => channel.Length < colors))
        {
            throw ImageException.CutOff(name, $"its palette has fewer than {colors} colours");
        }

        // The palette is of 16 bits; writers who fill it with 8-bit values are common enough that libtiff looks for them too.
        int shift = channels.Any(channel => channel.Any(value => value > 255)) ? 8 : 0;
        byte[] table = new byte[3 * 256];
        for (int code = 0; code < colors; code++)
        {
            for (int c = 0; c < 3; c++)
            {
                table[(3 * code) + c] = (byte)(channels[c][code] >> shift);
            }
        }

        return table;
    }
}
