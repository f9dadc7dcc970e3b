using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>The tags that say how a TIFF's samples become colours, checked against what is supported.</summary>
internal sealed record TiffLayout
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required SampleType Type { get; init; }

    public int Bits => Type.Bits;

    /// <summary>The samples of a pixel that are kept: three, one of a grey or palette picture; a fourth is the alpha of
    /// <see cref="Premultiplied"/>.</summary>
    public required IReadOnlyList<int> Kept { get; init; }

    /// <summary>Whether one sample becomes red, green and blue alike.</summary>
    public required bool IsGrey { get; init; }

    /// <summary>Whether the largest value is black.</summary>
    public required bool IsInverted { get; init; }

    public required int Samples { get; init; }

    public required bool SeparatePlanes { get; init; }

    /// <summary>Whether colour is stored multiplied by the alpha that follows it.</summary>
    public required bool Premultiplied { get; init; }

    public required int Orientation { get; init; }

    /// <summary>Whether only LibTiff.NET's own RGBA conversion understands the colour model.</summary>
    public required bool NeedsColorConversion { get; init; }

    /// <summary>For grey and palette pictures of up to 8 bits the RGB of each of the 256 codes; null for RGB.</summary>
    public required byte[]? Table { get; init; }

    public static TiffLayout Read(Tiff tiff, string name, PictureTarget target)
    {
        CheckCompression(tiff, name);
        int samples = Number(tiff, TiffTag.SAMPLESPERPIXEL, 1);
        SampleType type = TypeOf(tiff, name);
        Photometric model = tiff.GetField(TiffTag.PHOTOMETRIC) is { } field
            ? (Photometric)field[0].ToInt() : throw Unsupported(name, "it does not say its colour model (tag 262)");
        if (model == Photometric.YCBCR && Number(tiff, TiffTag.COMPRESSION, 1) == (int)Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            model = Photometric.RGB;
        }

        bool converts = model is Photometric.YCBCR or Photometric.SEPARATED or Photometric.CIELAB, isPalette = model == Photometric.PALETTE;
        bool isGrey = isPalette || model is Photometric.MINISWHITE or Photometric.MINISBLACK;
        if (!converts && !isGrey && model != Photometric.RGB)
        {
            throw Unsupported(name, $"its colour model is {model}, expected grey, RGB, palette, YCbCr, CMYK or Lab");
        }

        CheckSamples(type, samples, model, isGrey, converts, name);
        bool choosesBands = target.Bands.Count > 0 && !converts && !isPalette;
        if (isGrey && !isPalette && samples > 2 && !choosesBands)
        {
            throw new ImageException(
                name, $"it has {samples} bands and does not say which are red, green and blue", "name them, as in --bands 3,2,1");
        }

        target.CheckBands(converts || isPalette ? 3 : samples, name);
        ExtraSample alpha = tiff.GetField(TiffTag.EXTRASAMPLES) is { Length: 2 } extra && extra[1].ToByteArray() is { Length: > 0 } kinds
            ? (ExtraSample)kinds[0] : ExtraSample.UNSPECIFIED;
        bool isPremultiplied = model == Photometric.RGB && samples > 3 && alpha == ExtraSample.ASSOCALPHA && !choosesBands;
        IReadOnlyList<int> kept = choosesBands ? target.Bands : isGrey ? [0] : isPremultiplied ? [0, 1, 2, 3] : [0, 1, 2];
        bool isInverted = model == Photometric.MINISWHITE;
        return new TiffLayout
        {
            Width = Number(tiff, TiffTag.IMAGEWIDTH, 0),
            Height = Number(tiff, TiffTag.IMAGELENGTH, 0),
            Type = type,
            Samples = samples,
            Kept = kept,
            IsGrey = kept.Count == 1 && !isPalette,
            IsInverted = isInverted,
            SeparatePlanes = samples > 1 && Number(tiff, TiffTag.PLANARCONFIG, 1) == (int)PlanarConfig.SEPARATE,
            Premultiplied = isPremultiplied,
            Orientation = Number(tiff, TiffTag.ORIENTATION, 1),
            NeedsColorConversion = converts,
            Table = isPalette ? Palette(tiff, 1 << type.Bits, name) : kept.Count == 1 && !type.IsDeep ? Greys(type.Bits, isInverted) : null,
        };
    }

    private static SampleType TypeOf(Tiff tiff, string name)
    {
        int bits = Number(tiff, TiffTag.BITSPERSAMPLE, 1);
        SampleFormat format = (SampleFormat)Number(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT);
        return (format, bits) switch
        {
            (SampleFormat.UINT or SampleFormat.VOID, _) => new SampleType(bits),
            (SampleFormat.INT, 16 or 32) => new SampleType(bits, IsSigned: true),
            (SampleFormat.IEEEFP, 16 or 32 or 64) => new SampleType(bits, IsFloat: true),
            _ => throw Unsupported(
                name, $"its samples are of format {format} with {bits} bits, expected unsigned integers, signed ones of 16 or 32 bits, or floating-point numbers of 16, 32 or 64 bits"),
        };
    }

    private static void CheckSamples(SampleType type, int samples, Photometric model, bool isGrey, bool converts, string name)
    {
        bool isPalette = model == Photometric.PALETTE;
        bool isKnown = converts || isPalette
            ? !type.IsDeep && (converts ? type.Bits == 8 : type.Bits is 1 or 2 or 4 or 8)
            : type.IsFloat || type.IsSigned || type.Bits is 8 or (> 8 and <= 16) or 32 || (isGrey && type.Bits is 1 or 2 or 4);
        if (!isKnown || (isPalette && samples > 2) || (!isGrey && samples < 3))
        {
            string bits = converts ? "8" : isPalette ? "1, 2, 4 or 8" : isGrey ? "1, 2, 4, 8 to 16 or 32" : "8 to 16 or 32";
            throw Unsupported(
                name, $"it has {samples} samples of {type.Bits} bits with colour model {model}, expected {(isGrey ? "1 sample (2 with alpha)" : "3 or more")} of {bits} bits");
        }
    }

    private static void CheckCompression(Tiff tiff, string name)
    {
        int compression = Number(tiff, TiffTag.COMPRESSION, 1);
        if (compression is TiffBlocks.Zstd or TiffBlocks.Webp || tiff.IsCodecConfigured((Compression)compression))
        {
            return;
        }

        string kind = compression switch
        {
            9 or 10 or 34661 => "JBIG",
            32766 => "NeXT",
            32809 => "ThunderScan",
            32908 => "PixarFilm",
            32909 => "PixarLog",
            34676 or 34677 => "SGI LogLuv",
            33003 or 33004 or 33005 or 34712 => "JPEG 2000",
            34887 => "LERC",
            34892 => "lossy JPEG of DNG",
            34925 => "LZMA",
            34927 or 52546 or 50002 => "JPEG XL",
            _ => "unknown",
        };
        throw new ImageException(name, $"this kind of TIFF is not supported: its compression is {kind} (number {compression})",
            "write it with another, as with gdal_translate -co COMPRESS=DEFLATE");
    }

    public static ImageException Unsupported(string name, string problem) =>
        new(name, $"this kind of TIFF is not supported: {problem}", "convert it to an 8-bit RGB TIFF or PNG");

    private static int Number(Tiff tiff, TiffTag tag, int otherwise) =>
        tiff.GetFieldDefaulted(tag) is { Length: > 0 } field ? field[0].ToInt() : otherwise;

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
