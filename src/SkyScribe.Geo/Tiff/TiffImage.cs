using System.Globalization;
using System.Text.RegularExpressions;

namespace SkyScribe.Geo.Tiff;

/// <summary>One picture of a TIFF: its size, how its samples are stored, and how it is cut into blocks (strips or tiles). All values are
/// checked.</summary>
internal sealed partial class TiffImage
{
    /// <summary>Most bytes of one decoded block.</summary>
    public const long MostBlockBytes = 256L << 20;

    private const int MostMetadataBytes = 1 << 20, LongestSide = 100_000_000, MostSamples = 4096, LeastTileSide = 8, VirtualStripBytes = 1 << 20;
    private const long MostBlocks = 1L << 31;

    private TiffImage(TiffDirectory directory) => Directory = directory;

    public TiffDirectory Directory { get; }

    public string Name => Directory.Source.Name;

    /// <summary>Columns, in pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Rows, in pixels.</summary>
    public int Height { get; private init; }

    /// <summary>Samples a pixel, alpha among them.</summary>
    public int Samples { get; private init; }

    /// <summary>Bits a sample.</summary>
    public int Bits { get; private init; }

    public SampleKind Kind { get; private init; }

    /// <summary>Whether each band has blocks of its own.</summary>
    public bool IsPlanar { get; private init; }

    public int Compression { get; private init; }

    public int Predictor { get; private init; }

    public int Photometric { get; private init; }

    /// <summary>Columns of a block; strips are as wide as the picture.</summary>
    public int BlockWidth { get; private init; }

    /// <summary>Rows of a block; the last strip may have fewer.</summary>
    public int BlockHeight { get; private init; }

    public bool IsTiled { get; private init; }

    /// <summary>How many blocks of ours one strip of the file is cut into: uncompressed strips are read in parts.</summary>
    public int PartsPerStrip { get; private init; } = 1;

    /// <summary>Colours of the 2^bits codes, [3, 2^bits] of 16 bits; null without a palette.</summary>
    public ushort[]? Palette { get; private init; }

    /// <summary>The index of the alpha sample; null without.</summary>
    public int? Alpha { get; private init; }

    /// <summary>Whether it is a smaller version of another picture.</summary>
    public bool IsReduced { get; private init; }

    /// <summary>Whether it is a mask of another picture.</summary>
    public bool IsMask { get; private init; }

    public int BlocksAcross => (int)(((long)Width + BlockWidth - 1) / BlockWidth);

    public int BlocksDown => (int)(((long)Height + BlockHeight - 1) / BlockHeight);

    /// <summary>Samples of one pixel that lie in one block.</summary>
    public int SamplesPerBlock => IsPlanar ? 1 : Samples;

    /// <summary>Bytes of a block's row.</summary>
    public int RowBytes => (int)((((long)BlockWidth * SamplesPerBlock * Bits) + 7) / 8);

    /// <summary>Rows of the block that begins at a row of blocks.</summary>
    public int RowsOf(int blockRow) => IsTiled ? BlockHeight : (int)Math.Min(BlockHeight, Height - ((long)blockRow * BlockHeight));

    /// <summary>Reads what a directory says of its picture.</summary>
    /// <exception cref="GeoException">Something is missing, out of range or not supported.</exception>
    public static TiffImage Read(TiffDirectory directory)
    {
        string name = directory.Source.Name;
        int width = Required(TiffTag.ImageWidth, LongestSide), height = Required(TiffTag.ImageLength, LongestSide);
        int samples = Ranged(TiffTag.SamplesPerPixel, 1, 1, MostSamples), compression = Ranged(TiffTag.Compression, 1, 0, ushort.MaxValue);
        int bits = SameOfAll(directory, TiffTag.BitsPerSample, samples, 1), format = SameOfAll(directory, TiffTag.SampleFormat, samples, 1);
        int photometric = Ranged(TiffTag.Photometric, samples >= 3 ? 2 : 1, 0, ushort.MaxValue);
        bool isPlanar = samples > 1 && directory.Number(TiffTag.PlanarConfiguration) == 2;
        var kind = KindOf(name, format, bits);
        bool isTiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileLength);
        int blockWidth = isTiled ? Required(TiffTag.TileWidth, int.MaxValue) : width;
        int blockHeight = isTiled ? Required(TiffTag.TileLength, int.MaxValue)
            : (int)Math.Clamp(directory.Number(TiffTag.RowsPerStrip) ?? uint.MaxValue, 0, height);
        if (blockHeight < 1 || (isTiled
            && ((blockWidth < LeastTileSide && blockWidth < width) || (blockHeight < LeastTileSide && blockHeight < height))))
        {
            throw new GeoException(name, TiffTag.Name(isTiled ? TiffTag.TileWidth : TiffTag.RowsPerStrip),
                $"blocks of {blockWidth} x {blockHeight} pixels", "tiles of at least 16 x 16: convert it with 'gdal_translate -of COG'");
        }

        int perBlock = isPlanar ? 1 : samples, parts = 1;
        long rowBytes = (((long)blockWidth * perBlock * bits) + 7) / 8;
        if (!isTiled && compression == 1 && rowBytes * blockHeight > VirtualStripBytes)
        {
            int rows = LargestDivisor(blockHeight, (int)Math.Max(1, VirtualStripBytes / rowBytes));
            (parts, blockHeight) = (blockHeight / rows, rows);
        }

        if (rowBytes * blockHeight > MostBlockBytes)
        {
            throw new GeoException(
                name, TiffTag.Name(isTiled ? TiffTag.TileWidth : TiffTag.RowsPerStrip),
                $"blocks of {blockWidth} x {blockHeight} pixels, {rowBytes * blockHeight >> 20} MiB each",
                $"at most {MostBlockBytes >> 20} MiB, because a block is decoded as a whole: convert it with 'gdal_translate -of COG'");
        }

        var image = new TiffImage(directory)
        {
            Width = width, Height = height, Samples = samples, Bits = bits, Kind = kind, IsPlanar = isPlanar, Compression = compression,
            Predictor = Ranged(TiffTag.Predictor, 1, 0, ushort.MaxValue), Photometric = photometric, BlockWidth = blockWidth,
            BlockHeight = blockHeight, IsTiled = isTiled,
            PartsPerStrip = parts, Alpha = AlphaOf(directory, samples, photometric), Palette = photometric == 3 ? PaletteOf(directory, bits) : null,
            IsReduced = ((directory.Number(TiffTag.NewSubfileType) ?? 0) & 1) != 0,
            IsMask = ((directory.Number(TiffTag.NewSubfileType) ?? 0) & 4) != 0 || photometric == 4,
        };
        if ((long)image.BlocksAcross * image.BlocksDown * (isPlanar ? samples : 1) > MostBlocks)
        {
            throw new GeoException(name,
                $"its header says {width} x {height} pixels in blocks of {blockWidth} x {blockHeight}: more than {MostBlocks} blocks; expected a raster that was written with larger ones (gdal_translate -of COG)");
        }

        return image;

        int Required(int tag, int most) => directory.Has(tag) ? Ranged(tag, 0, 1, most)
            : throw new GeoException(name, TiffTag.Name(tag), "nothing", "a size in pixels: the file is damaged");

        int Ranged(int tag, int otherwise, int least, int most)
        {
            long value = directory.Number(tag) ?? otherwise;
            return value >= least && value <= most ? (int)value : throw new GeoException(
                name, TiffTag.Name(tag), $"{(ulong)value}", $"{least} to {most}: the file is damaged, or far larger than what can be read");
        }
    }

    private static SampleKind KindOf(string name, int format, int bits)
    {
        // 4 is "undefined", which libtiff and GDAL take for whole numbers too.
        SampleKind? kind = (format, bits) switch
        {
            (1 or 4, >= 1 and <= 16 or 32) => SampleKind.Unsigned,
            (2, 8 or 16 or 32) => SampleKind.Signed,
            (3, 16 or 32 or 64) => SampleKind.Float,
            _ => null,
        };
        return kind ?? throw new GeoException(
            name, TiffTag.Name(TiffTag.SampleFormat), $"samples of {bits} bits of format {format}{(format is 5 or 6 ? " (complex numbers)" : "")}",
            "whole numbers of 8, 16 or 32 bits, or floating-point numbers of 16, 32 or 64: convert it with 'gdal_translate -of COG -ot Float32'");
    }

    private static int SameOfAll(TiffDirectory directory, int tag, int samples, int otherwise)
    {
        long[] values = directory.Numbers(tag, samples, truncates: true) ?? [otherwise];
        return values.Length > 0 && values.All(value => value == values[0]) && values[0] is > 0 and <= 128
            ? (int)values[0]
            : throw new GeoException(directory.Source.Name, TiffTag.Name(tag), string.Join(", ", values.Take(8)),
            "the same number for all bands: convert it with 'gdal_translate -of COG'");
    }

    private static int? AlphaOf(TiffDirectory directory, int samples, int photometric)
    {
        long[] extra = directory.Numbers(TiffTag.ExtraSamples, MostSamples, truncates: true) ?? [];
        int colors = photometric switch { 2 or 6 or 8 => 3, 5 => 4, _ => 1 };
        int first = Math.Max(samples - extra.Length, Math.Min(colors, samples));
        int place = Array.FindIndex(extra, kind => kind is 1 or 2);
        return place >= 0 && first + place < samples && !IsDeclaredOtherwise(directory, first + place) ? first + place : null;
    }

    // GDAL's own word on a band overrides the tag's: near-infrared bands that are marked as alpha are common.
    private static bool IsDeclaredOtherwise(TiffDirectory directory, int sample) =>
        directory.Text(TiffTag.GdalMetadata, MostMetadataBytes) is { } metadata && ColorOfBand().Matches(metadata)
        .Any(color => color.Groups[1].Value == sample.ToString(CultureInfo.InvariantCulture) && color.Groups[2].Value != "Alpha");

    [GeneratedRegex("<Item name=\"COLORINTERP\" sample=\"([0-9]{1,9})\" role=\"colorinterp\">([^<]{0,100})</Item>")]
    private static partial Regex ColorOfBand();

    private static ushort[] PaletteOf(TiffDirectory directory, int bits)
    {
        if (bits > 16 || directory.Numbers(TiffTag.ColorMap, 3 << bits) is not { } map || map.Length != 3 << bits)
        {
            throw new GeoException(directory.Source.Name, TiffTag.Name(TiffTag.ColorMap), "no palette of the right size",
                $"{3 << Math.Min(bits, 16)} values: the file is damaged");
        }

        return [.. map.Select(value => (ushort)value)];
    }

    private static int LargestDivisor(int number, int most)
    {
        int divisor = Math.Min(number, most);
        while (number % divisor != 0)
        {
            divisor--;
        }

        return divisor;
    }
}
