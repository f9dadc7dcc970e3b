using System.Globalization;
using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Tiff;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Rasters;

/// <summary>A GeoTIFF: its largest picture, with overviews and masks, its own and those of files beside it.</summary>
internal sealed class GeoTiff : Raster
{
    private readonly IReadOnlyList<ByteSource> _sources;
    private readonly IReadOnlyList<TiffLevel> _levels;
    private readonly double? _noData;
    private readonly int? _alpha;

    private GeoTiff(IReadOnlyList<ByteSource> sources, IReadOnlyList<TiffLevel> levels, SideFiles side)
    {
        (_sources, _levels, Name) = (sources, levels, sources[0].Name);
        Levels = [.. levels.Select(level => (level.Picture.Image.Width, level.Picture.Image.Height))];
        var image = levels[0].Picture.Image;
        _alpha = image.Alpha;
        Bands = image.Samples - (_alpha is null ? 0 : 1);
        var keys = GeoKeys.Read(image.Directory);
        Transform = GeoReference.Read(image.Directory, keys) ?? side.Transform;
        Crs = keys is { Values.Count: > 0 } ? new CrsDescription { Epsg = EpsgOf(keys), GeoKeys = keys.Values, Wkt = side.Wkt } : side.Wkt is { } wkt
            ? new CrsDescription { Wkt = wkt } : null;
        _noData = NoData.Parse(image.Directory.Text(TiffTag.GdalNoData, 4096)) ?? side.NoData;
        Colors = ColorsOf(image);
        Notes = [.. NotesOf(image)];
    }

    public override string Name { get; }

    public override IReadOnlyList<(int Width, int Height)> Levels { get; }

    public override int Bands { get; }

    public override RasterColors Colors { get; }

    public override Affine? Transform { get; }

    public override CrsDescription? Crs { get; }

    public override IReadOnlyList<string> Notes { get; }

    public override IReadOnlyList<ByteSource> Sources => _sources;

    /// <summary>Opens a file.</summary>
    /// <exception cref="GeoException">It is no GeoTIFF that can be read.</exception>
    /// <param name="path">the file</param>
    /// <param name="cache">kept blocks, shared with other rasters; null for its own</param>
    public static GeoTiff Open(string path, BlockCache? cache = null) => Open(LocalFile.Open(path), path, cache);

    /// <summary>Opens a source.</summary>
    /// <param name="source">belongs to the result, also where this fails</param>
    /// <param name="localPath">the path beside which files of its name are looked for; null for none</param>
    /// <param name="cache">kept blocks, shared with other rasters; null for its own</param>
    public static GeoTiff Open(ByteSource source, string? localPath, BlockCache? cache = null)
    {
        var sources = new List<ByteSource> { source };
        try
        {
            var levels = TiffLevels.Read(sources, localPath, cache ?? new BlockCache());
            return new GeoTiff(sources, levels, SideFiles.Read(localPath));
        }
        catch
        {
            sources.ForEach(one => one.Dispose());
            throw;
        }
    }

    public override void Read(int level, ReadOnlySpan<int> bands, RasterPixels pixels)
    {
        var (picture, mask) = _levels[level];
        var window = pixels.Window;
        int[] samples = new int[bands.Length];
        for (int b = 0; b < bands.Length; b++)
        {
            samples[b] = _alpha is { } alpha && bands[b] >= alpha ? bands[b] + 1 : bands[b];
        }

        picture.Read(pixels, samples);
        NoData.Mark(pixels, _noData);
        if (_alpha is { } last)
        {
            Hide(pixels, picture, last, window);
        }

        if (mask is not null)
        {
            Hide(pixels, mask, 0, window);
        }
    }

    public override void Dispose()
    {
        foreach (var source in _sources)
        {
            source.Dispose();
        }
    }

    // Where alpha or mask is 0 there is nothing to see.
    private static void Hide(RasterPixels pixels, TiffPixels source, int sample, Window window)
    {
        var mask = new RasterPixels(1, isByte: source.Image is { Kind: SampleKind.Unsigned, Bits: <= 8 });
        mask.Begin(window);
        source.Read(mask, [sample]);
        for (int i = 0; i < mask.Count; i++)
        {
            if (mask.IsByte ? mask.Bytes[0][i] == 0 : mask.Floats[0][i] == 0)
            {
                pixels.Valid[i] = 0;
            }
        }
    }

    private static int? EpsgOf(GeoKeys keys)
    {
        const int UserDefined = 32767;
        int? code = keys.Number(GeoKeys.ModelType) switch
        {
            1 => keys.Number(GeoKeys.ProjectedCrs),
            2 => keys.Number(GeoKeys.GeodeticCrs),
            _ => keys.Number(GeoKeys.ProjectedCrs) ?? keys.Number(GeoKeys.GeodeticCrs),
        };
        return code is > 0 and < UserDefined ? code : null;
    }

    private RasterColors ColorsOf(TiffImage image)
    {
        bool isByte = image is { Kind: SampleKind.Unsigned, Bits: <= 8 };
        var colors = new RasterColors
        {
            IsByte = isByte, Type = new SampleType(image.Bits, image.Kind == SampleKind.Signed, image.Kind == SampleKind.Float), NoData = _noData,
            Most = image.Kind == SampleKind.Unsigned ? Math.Pow(2, image.Bits) - 1 : null, Default = Bands >= 3 ? [0, 1, 2] : [0],
            IsDeclared = Bands < 3 || image.Photometric is 2 or 6, IsInverted = image.Photometric == 0,
        };
        return image.Palette is { } palette && isByte ? colors with { Palette = Rgb(palette), Default = [0], IsDeclared = true } : colors;
    }

    private static byte[] Rgb(ushort[] palette)
    {
        int codes = palette.Length / 3;

        // The palette is of 16 bits; writers who fill it with 8-bit values are common enough that libtiff looks for them too.
        int shift = palette.Any(value => value > 255) ? 8 : 0;
        byte[] rgb = new byte[3 * 256];
        for (int i = 0; i < palette.Length; i++)
        {
            rgb[(3 * (i % codes)) + (i / codes)] = (byte)(palette[i] >> shift);
        }

        return rgb;
    }

    private IEnumerable<string> NotesOf(TiffImage image)
    {
        if (_noData is { } value && image.Kind != SampleKind.Float && !(value >= LeastOf(image) && value <= MostOf(image)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"its nodata value {value} is outside the range of its samples, so no pixel has it");
        }

        if (!Colors.IsDeclared)
        {
            yield return $"it has {Bands} bands and does not say which are red, green and blue: 1, 2, 3 are taken; --bands chooses others";
        }
    }

    private static double LeastOf(TiffImage image) => image.Kind == SampleKind.Signed ? -Math.Pow(2, image.Bits - 1) : 0;

    private static double MostOf(TiffImage image) => Math.Pow(2, image.Kind == SampleKind.Signed ? image.Bits - 1 : image.Bits) - 1;
}
