using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using SkyScribe.Geo.Bytes;
using SkyScribe.IO;

namespace SkyScribe.Geo.Rasters;

/// <summary>A mosaic of GeoTIFFs, or of such mosaics (GDAL's VRT, as gdalbuildvrt writes it), whose files are opened when they are needed.</summary>
internal sealed class Vrt : Raster
{
    private const int MostBytes = 64 << 20, MostSources = 200_000, MostPlaces = 4_000_000, BucketRows = 2048, MostOpen = 200, MostDepth = 4;
    private readonly Dictionary<int, List<VrtSource>> _buckets = [];
    private readonly Dictionary<string, Raster> _open = [];
    private readonly Queue<string> _opened = new();
    private readonly BlockCache _cache = new();
    private readonly LocalFile _file;
    private readonly double? _noData;
    private readonly Lock _lock = new();
    private readonly int _depth;
    private readonly string[] _files;
    private readonly string _state;

    private Vrt(LocalFile file, XElement root, int depth)
    {
        (_file, Name, _depth) = (file, file.Name, depth);
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
        if (bands.FirstOrDefault(band => band.Attribute("subClass") is not null) is { } computed)
        {
            throw new GeoException(Name, "VRTRasterBand: subClass", SkyScribeException.Quote(computed.Attribute("subClass")!.Value),
                $"a plain mosaic: make a file of it with 'gdal_translate -of COG {Path.GetFileName(Name)} OUT.tif'");
        }

        RequireFilesOwnMasks(root);
        _noData = NoData.Parse(bands.FirstOrDefault()?.Element("NoDataValue")?.Value);
        var sources = bands.SelectMany((band, i) => band.Elements().Where(
            element => element.Name.LocalName.EndsWith("Source", StringComparison.Ordinal))
            .Select(element => VrtSource.Read(Name, i, element, width, height)))
            .Take(MostSources + 1).ToList();
        if (sources.Count is 0 or > MostSources)
        {
            throw new GeoException(Name, "", $"{(sources.Count == 0 ? "no" : "too many")} files", $"1 to {MostSources} sources");
        }

        long places = 0;
        foreach (var source in sources)
        {
            places += 1 + (source.Place.Height / BucketRows);
            if (places > MostPlaces)
            {
                throw new GeoException(Name, "DstRect", $"{sources.Count} sources that lie over one another", "a mosaic: is the file damaged?");
            }

            for (int bucket = Math.Max(0, source.Place.Top) / BucketRows; bucket <= Math.Min(height - 1, source.Place.Bottom - 1)
                / BucketRows; bucket++)
            {
                (_buckets.TryGetValue(bucket, out var list) ? list : _buckets[bucket] = []).Add(source);
            }
        }

        _files = [.. sources.Select(source => source.File).Distinct(StringComparer.Ordinal)];
        var first = Open(sources[0].File);
        RequireType(bands[sources[0].Band], first);
        Colors = first.Colors with { Default = Bands >= 3 ? [0, 1, 2] : [0], NoData = _noData ?? first.Colors.NoData };
        Notes = [.. first.Notes];
        _state = State();
    }

    public override string Name { get; }

    public override IReadOnlyList<(int Width, int Height)> Levels { get; }

    public override int Bands { get; }

    public override RasterColors Colors { get; }

    public override Affine? Transform { get; }

    public override CrsDescription? Crs { get; }

    public override IReadOnlyList<string> Notes { get; }

    public override IReadOnlyList<ByteSource> Sources => [_file];

    public override string Fingerprint => $"{base.Fingerprint}; {_state}";

    /// <summary>Opens a mosaic.</summary>
    /// <exception cref="GeoException">It is damaged, or does what is not supported.</exception>
    public static Vrt OpenFile(string path) => OpenFile(path, 1);

    public override void RequireUnchanged()
    {
        base.RequireUnchanged();
        string now = State();
        if (now != _state)
        {
            throw new GeoException(Name, $"a file of it was changed while it was read ({_state}, now {now}); start again once none changes");
        }
    }

    private static Vrt OpenFile(string path, int depth)
    {
        if (depth > MostDepth)
        {
            throw new GeoException(path, "", $"mosaics of mosaics, {depth} deep", $"at most {MostDepth}: does one contain itself?");
        }

        var file = LocalFile.Open(path);
        try
        {
            byte[] bytes = BoundedFile.Read(
                path, MostBytes, "a VRT", (name, field, found, expected, cause) => new GeoException(name, field, found, expected, cause));
            using var reader = XmlReader.Create(
                new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MostBytes });
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName == "VRTDataset" ? new Vrt(file, root, depth)
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

    // All files, those of mosaics within too: how many, and a hash of their names, lengths and times.
    private string State()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        Collect(seen);
        var text = new StringBuilder();
        foreach (string path in seen)
        {
            var file = new FileInfo(path);
            text.Append(CultureInfo.InvariantCulture, $"{path} {(file.Exists ? file.Length : -1)} {file.LastWriteTimeUtc.Ticks}\n");
        }

        return $"{seen.Count} files, state {Sha256.Of(text.ToString())[..16]}";
    }

    private void Collect(SortedSet<string> seen)
    {
        foreach (string path in _files)
        {
            if (seen.Add(path) && IsMosaic(path) && File.Exists(path))
            {
                using var within = OpenFile(path, _depth + 1);
                within.Collect(seen);
            }
        }
    }

    private static bool IsMosaic(string path) => Path.GetExtension(path).Equals(".vrt", StringComparison.OrdinalIgnoreCase);

    // The files' own masks are applied where their pixels are read; a band that is a mask is not.
    private void RequireFilesOwnMasks(XElement root)
    {
        if (root.Descendants("MaskBand").Descendants("SourceBand").FirstOrDefault(
            band => !band.Value.TrimStart().StartsWith("mask", StringComparison.Ordinal)) is { } other)
        {
            throw new GeoException(Name, "MaskBand: SourceBand", SkyScribeException.Quote(other.Value),
                $"a mask of the files: make a file of it with 'gdal_translate -of COG {Path.GetFileName(Name)} OUT.tif'");
        }
    }

    // What GDAL would cut off to fit a smaller type must not be shown as it is.
    private void RequireType(XElement band, Raster file)
    {
        string said = band.Attribute("dataType")?.Value ?? "Byte";
        var type = file.Colors.Type;
        int bits = type.Bits <= 8 ? 8 : type.Bits <= 16 ? 16 : type.Bits;
        string own = type.IsFloat ? $"Float{Math.Max(32, bits)}" : type.IsSigned ? $"Int{bits}" : bits == 8 ? "Byte" : $"UInt{bits}";
        if (said != own)
        {
            throw new GeoException(Name, "dataType", SkyScribeException.Quote(said),
                $"{own}, the type of {file.Name}: make a file of it with 'gdal_translate -of COG {Path.GetFileName(Name)} OUT.tif'");
        }
    }

    private Raster Open(string path)
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

            Raster raster = IsMosaic(path) ? OpenFile(path, _depth + 1) : GeoTiff.Open(path, _cache);
            if (_open.Count > 0 && raster.Colors.Type != Colors.Type)
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
