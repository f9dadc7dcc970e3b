using SkyScribe.Geo.Bytes;

namespace SkyScribe.Geo.Rasters;

/// <summary>Files of one band each, of one size and place, as the bands of one raster.</summary>
internal sealed class BandStack : Raster
{
    private readonly IReadOnlyList<GeoTiff> _files;

    private BandStack(string name, IReadOnlyList<GeoTiff> files)
    {
        (Name, _files) = (name, files);
        var first = files[0];
        Levels = [.. first.Levels.TakeWhile((size, i) => files.All(file => file.Levels.Count > i && file.Levels[i] == size))];
        Colors = first.Colors with { Default = files.Count >= 3 ? [0, 1, 2] : [0], IsDeclared = true, Palette = null };
        Notes = [.. files.SelectMany(file => file.Notes.Select(note => $"{Path.GetFileName(file.Name)}: {note}"))];
        Sources = [.. files.SelectMany(file => file.Sources)];
    }

    public override string Name { get; }

    public override IReadOnlyList<(int Width, int Height)> Levels { get; }

    public override int Bands => _files.Count;

    public override RasterColors Colors { get; }

    public override Affine? Transform => _files[0].Transform;

    public override CrsDescription? Crs => _files[0].Crs;

    public override IReadOnlyList<string> Notes { get; }

    public override IReadOnlyList<ByteSource> Sources { get; }

    /// <summary>Opens the files.</summary>
    /// <param name="name">what messages call it</param>
    /// <param name="paths">one file a band</param>
    /// <exception cref="GeoException">A file cannot be read, has more than one band, or another size, place or type than the first.</exception>
    public static BandStack Open(string name, IReadOnlyList<string> paths)
    {
        var files = new List<GeoTiff>();
        try
        {
            var cache = new BlockCache();
            foreach (string path in paths)
            {
                files.Add(GeoTiff.Open(path, cache));
                RequireSame(files[0], files[^1]);
            }

            return new BandStack(name, files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    public override void Read(int level, ReadOnlySpan<int> bands, RasterPixels pixels)
    {
        // One value a pixel is nodata where all bands have it: each file alone would hide water that is 0 in infrared only.
        pixels.Valid.AsSpan(0, pixels.Count).Clear();
        var one = NewPixels(1);
        for (int b = 0; b < bands.Length; b++)
        {
            one.Begin(pixels.Window);
            _files[bands[b]].Read(level, [0], one);
            for (int i = 0; i < pixels.Count; i++)
            {
                pixels.Valid[i] |= one.Valid[i];
            }

            if (pixels.IsByte)
            {
                one.Bytes[0].AsSpan(0, pixels.Count).CopyTo(pixels.Bytes[b]);
            }
            else
            {
                one.Floats[0].AsSpan(0, pixels.Count).CopyTo(pixels.Floats[b]);
            }
        }
    }

    public override void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private static void RequireSame(GeoTiff first, GeoTiff file)
    {
        const double PartOfAPixel = 0.01;
        if (file.Bands != 1)
        {
            throw new GeoException(file.Name, "", $"{file.Bands} bands",
                "one: --bands takes files of one band each, or numbers of the bands of one file");
        }

        if (file.Width != first.Width || file.Height != first.Height || file.Colors.Type != first.Colors.Type)
        {
            throw new GeoException(file.Name, "", $"{file.Width} x {file.Height} pixels, {file.Colors.Type.Name}",
                $"{first.Width} x {first.Height}, {first.Colors.Type.Name}, as {first.Name} has: resample it with gdalwarp");
        }

        if (first.Transform is { } here && file.Transform is { } there)
        {
            var (x0, y0) = here.Apply(0, 0);
            var (x1, y1) = there.Apply(0, 0);
            var (x2, y2) = here.Apply(first.Width, first.Height);
            var (x3, y3) = there.Apply(first.Width, first.Height);
            double tolerance = PartOfAPixel * here.ColumnSize;
            if (double.Hypot(x0 - x1, y0 - y1) > tolerance || double.Hypot(x2 - x3, y2 - y3) > tolerance)
            {
                throw new GeoException(file.Name, "", $"another place ({there})",
                    $"that of {first.Name} ({here}): bands must lie on each other, resample it with gdalwarp");
            }
        }
    }
}
