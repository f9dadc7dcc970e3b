using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Tiff;

namespace SkyScribe.Geo.Rasters;

/// <summary>One resolution of a GeoTIFF.</summary>
/// <param name="Picture">the picture</param>
/// <param name="Mask">its mask, 0 where nothing is to be seen; null without</param>
internal sealed record TiffLevel(TiffPixels Picture, TiffPixels? Mask);

/// <summary>Finds out which of a file's pictures is the raster, which are its overviews and which are masks.</summary>
internal static class TiffLevels
{
    /// <summary>Reads a file's pictures and those of the files FILE.msk and FILE.ovr beside it.</summary>
    /// <param name="sources">the file; those beside it are added</param>
    /// <param name="localPath">the file's path; null where nothing can lie beside it</param>
    /// <param name="cache">kept blocks</param>
    /// <returns>the raster, then its overviews, ever smaller</returns>
    public static IReadOnlyList<TiffLevel> Read(List<ByteSource> sources, string? localPath, BlockCache cache)
    {
        var images = Images(sources[0]);
        var main = images.Where(image => !image.IsMask && !image.IsReduced).MaxBy(image => (long)image.Width * image.Height)
            ?? images.Where(image => !image.IsMask).MaxBy(image => (long)image.Width * image.Height)
            ?? throw new GeoException(sources[0].Name, "holds masks only; expected a picture");
        var masks = images.Where(image => image.IsMask).ToList();
        var overviews = images.Where(image => IsOverview(image, main)).ToList();
        if (localPath is not null)
        {
            masks.AddRange(Beside(sources, localPath + ".msk"));
            overviews.AddRange(Beside(sources, localPath + ".ovr").Where(image => IsOverview(image, main)));
        }

        List<TiffLevel> levels = [new(new TiffPixels(main, cache), MaskOf(main, masks, cache))];
        foreach (var overview in overviews.OrderByDescending(image => image.Width).DistinctBy(image => image.Width))
        {
            var mask = MaskOf(overview, masks, cache);
            if (mask is not null || levels[0].Mask is null)
            {
                levels.Add(new TiffLevel(new TiffPixels(overview, cache), mask));
            }
        }

        return levels;
    }

    // Pictures that cannot be read are left out: thumbnails and overviews may be stored otherwise than the raster.
    private static List<TiffImage> Images(ByteSource source)
    {
        var images = new List<TiffImage>();
        GeoException? first = null;
        foreach (var directory in TiffFile.ReadDirectories(source))
        {
            try
            {
                images.Add(TiffImage.Read(directory));
            }
            catch (GeoException problem)
            {
                first ??= problem;
            }
        }

        // Which one the raster is cannot be told where the first, as a rule the largest, is unknown.
        return first is null || images.Any(image => !image.IsMask && !image.IsReduced) ? images : throw first;
    }

    private static List<TiffImage> Beside(List<ByteSource> sources, string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var source = LocalFile.Open(path);
        sources.Add(source);
        return Images(source);
    }

    private static bool IsOverview(TiffImage image, TiffImage main) =>
        image != main && !image.IsMask && image.Width < main.Width
        && image.Samples == main.Samples && image.Bits == main.Bits && image.Kind == main.Kind
        && Math.Abs(((double)image.Width / main.Width) - ((double)image.Height / main.Height)) <= 1.5 / Math.Min(main.Width, main.Height)
        + (1.0 / Math.Max(main.Width, main.Height));

    private static TiffPixels? MaskOf(TiffImage image, List<TiffImage> masks, BlockCache cache) =>
        masks.Find(mask => mask.Width == image.Width && mask.Height == image.Height) is { } found ? new TiffPixels(found, cache) : null;
}
