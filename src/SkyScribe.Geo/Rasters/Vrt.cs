using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using SkyScribe.Geo.Bytes;
using SkyScribe.IO;

namespace SkyScribe.Geo.Rasters;

/// <summary>A mosaic of GeoTIFFs (GDAL's VRT, as gdalbuildvrt writes it), whose files are opened when they are needed.</summary>
internal sealed class Vrt : Raster
{
    private const int MostBytes = 64 << 20, MostSources = 200_000, BucketRows = 2048, MostOpen = 200;
    private readonly Dictionary<int, List<VrtSource>> _buckets = [];
    private readonly Dictionary<string, GeoTiff> _open = [];
    private readonly Queue<string> _opened = new();
    private readonly BlockCache _cache = new();
    private readonly LocalFile _file;
    private readonly double? _noData;
    private readonly Lock _lock = new();

    private Vrt(LocalFile file, XElement root)
    {
        (_file, Name) = (file, file.Name);
        int width = Number(root, "rasterXSize"), height = Number(root, "rasterYSize");
        Levels = [(width, height)];
        Transform = root.Element("GeoTransform") is { } numbers ? SideFiles.ParseTransform(Name, numbers.Value) : null;
        Crs = root.Element("SRS")?.Value.Trim() is { Length: > 0 } wkt ? Description(wkt) : null;
        if (root.Attribute("subClass") is { } kind)
        {
            throw new GeoException(Name, "subClass", SkyScribeException.Quote(kind.Value),
                $"a plain mosaic: make a file of it with 'gdal_translate -of COG {Path.GetFileName(Name)} OUT.tif'");
        }

        XElement[] bands = [.. root.Elements("VRTRasterBand").Where(band => band.Element("ColorInterp")?.Value != "Alpha")];
        Bands = bands.Length;
        _noData = NoData.Parse(bands.FirstOrDefault()?.Element("NoDataValue")?.Value);
        var sources = bands.SelectMany((band, i) => band.Elements().Where(
            element => element.Name.LocalName.EndsWith("Source", StringComparison.Ordinal))
            .Select(element => VrtSource.Read(Name, i, element, width, height)))
            .Take(MostSources + 1).ToList();
        if (sources.Count is 0 or > MostSources)
        {
            throw new GeoException(Name, "", $"{(sources.Count == 0 ? "no" : "too many")} files", $"1 to {MostSources} sources");
        }

        foreach (var source in sources)
        {
            for (int bucket = Math.Max(0, source.Place.Top) / BucketRows; bucket <= Math.Min(height - 1, source.Place.Bottom - 1)
                / BucketRows; bucket++)
            {
                (_buckets.TryGetValue(bucket, out var list) ? list : _buckets[bucket] = []).Add(source);
            }
        }

        var first = Open(sources[0].File);
        Colors = first.Colors with { Default = Bands >= 3 ? [0, 1, 2] : [0], NoData = _noData ?? first.Colors.NoData };
        Notes = [.. first.Notes];
    }

    public override string Name { get; }

    public override IReadOnlyList<(int Width, int Height)> Levels { get; }

    public override int Bands { get; }

    public override RasterColors Colors { get; }

    public override Affine? Transform { get; }

    public override CrsDescription? Crs { get; }

    public override IReadOnlyList<string> Notes { get; }

    public override IReadOnlyList<ByteSource> Sources => [_file];

    /// <summary>Opens a mosaic.</summary>
    /// <exception cref="GeoException">It is damaged, or does what is not supported.</exception>
    public static Vrt OpenFile(string path)
    {
        var file = LocalFile.Open(path);
        try
        {
            byte[] bytes = BoundedFile.Read(
                path, MostBytes, "a VRT", (name, field, found, expected, cause) => new GeoException(name, field, found, expected, cause));
            using var reader = XmlReader.Create(
                new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MostBytes });
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName == "VRTDataset" ? new Vrt(file, root)
                : throw new GeoException(path, "", $"<{root.Name.LocalName}>", "<VRTDataset>");
        }
        catch (XmlException problem)
        {
            file.Dispose();
            throw new GeoException(path, $"line {problem.LineNumber}", $"XML that cannot be read ({problem.Message})", "a VRT", problem);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Read(int level, ReadOnlySpan<int> bands, RasterPixels pixels)
    {
        var window = pixels.Window;
        pixels.Valid.AsSpan(0, pixels.Count).Clear();   // what no file covers
        var found = new List<VrtSource>();
        for (int bucket = window.Top / BucketRows; bucket <= (window.Bottom - 1) / BucketRows; bucket++)
        {
            found.AddRange(_buckets.TryGetValue(bucket, out var list) ? list : []);
        }

        // Bands that come from one rectangle are read together; later files lie on earlier ones.
        int[] wanted = bands.ToArray();
        foreach (var group in found.Distinct().GroupBy(source => (source.File, source.Left, source.Top, source.Place, source.NoData)))
        {
            VrtSource[] sources = [.. wanted.Select(band => group.FirstOrDefault(source => source.Band == band)).OfType<VrtSource>()];
            if (sources.Length > 0)
            {
                Copy(sources, wanted, pixels);
            }
        }

        NoData.Mark(pixels, _noData);
    }

    public override void Dispose()
    {
        _file.Dispose();
        foreach (var raster in _open.Values)
        {
            raster.Dispose();
        }
    }

    private void Copy(VrtSource[] sources, int[] wanted, RasterPixels pixels)
    {
        var window = pixels.Window;
        var (first, place) = (sources[0], sources[0].Place);
        var file = Open(first.File);
        int shiftX = place.Left - first.Left, shiftY = place.Top - first.Top;   // from the file to the mosaic
        int left = Math.Max(Math.Max(place.Left, window.Left), shiftX), top = Math.Max(Math.Max(place.Top, window.Top), shiftY);
        int right = Math.Min(Math.Min(place.Right, window.Right), file.Width + shiftX), bottom =
            Math.Min(Math.Min(place.Bottom, window.Bottom), file.Height + shiftY);
        if (left >= right || top >= bottom)
        {
            return;
        }

        if (sources.FirstOrDefault(source => source.FileBand >= file.Bands) is { } missing)
        {
            throw new GeoException(Name, $"band {missing.Band + 1}: SourceBand", $"{missing.FileBand + 1}",
                $"at most {file.Bands}, the bands of {file.Name}");
        }

        var part = new RasterPixels(sources.Length, Colors.IsByte);
        part.Begin(new Window(left - shiftX, top - shiftY, right - left, bottom - top));
        file.Read(0, [.. sources.Select(source => source.FileBand)], part);
        NoData.Mark(part, first.NoData);
        int[] targets = [.. sources.Select(source => Array.IndexOf(wanted, source.Band))];
        for (int i = 0; i < part.Count; i++)
        {
            int at = ((top - window.Top + (i / part.Window.Width)) * window.Width) + left - window.Left + (i % part.Window.Width);
            if (part.Valid[i] == 0)
            {
                continue;
            }

            pixels.Valid[at] = 1;
            for (int b = 0; b < targets.Length; b++)
            {
                if (part.IsByte)
                {
                    pixels.Bytes[targets[b]][at] = part.Bytes[b][i];
                }
                else
                {
                    pixels.Floats[targets[b]][at] = part.Floats[b][i];
                }
            }
        }
    }

    private GeoTiff Open(string path)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(path, out var known))
            {
                return known;
            }

            if (_opened.Count == MostOpen)
            {
                _open.Remove(_opened.Dequeue(), out var oldest);
                oldest!.Dispose();
            }

            var raster = GeoTiff.Open(path, _cache);
            if (_open.Count > 0 && raster.Colors.IsByte != Colors.IsByte)
            {
                raster.Dispose();
                throw new GeoException(path, "", raster.Colors.Type.Name, $"{Colors.Type.Name}, as the other files of {Name}");
            }

            _open[path] = raster;
            _opened.Enqueue(path);
            return raster;
        }
    }

    private static CrsDescription Description(string text) =>
        text.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            ? new CrsDescription { Epsg = code }
            : new CrsDescription { Wkt = text };

    private int Number(XElement root, string name) =>
        int.TryParse(root.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 100_000_000
            ? value
            : throw new GeoException(
            Name, name, SkyScribeException.Quote(root.Attribute(name)?.Value ?? "nothing"), "a size in pixels, 1 to 100,000,000");
}
