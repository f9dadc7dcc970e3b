using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Tiles;

/// <summary>A look at a whole raster through few pixels: a small overview where there is one, else windows spread evenly over it.</summary>
internal static class RasterSample
{
    private const int WantedSide = 768, WindowSide = 64, WindowsAcross = 12;

    /// <summary>Reads it.</summary>
    /// <param name="raster">the raster</param>
    /// <param name="bands">bands, from 0</param>
    /// <returns>windows, reused: use each before the next; parts that do not decode are left out</returns>
    public static IEnumerable<RasterPixels> Read(Raster raster, IReadOnlyList<int> bands)
    {
        var pixels = raster.NewPixels(bands.Count);
        int level = LevelOf(raster);
        var (width, height) = raster.Levels[level];
        foreach (var window in width <= 2 * WantedSide && height <= 2 * WantedSide ? Whole(width, height) : Spread(width, height))
        {
            pixels.Begin(window);
            try
            {
                raster.Read(level, [.. bands], pixels);
            }
            catch (BlockException)
            {
                continue;   // the tiles that need it are reported when they are read
            }

            yield return pixels;
        }
    }

    /// <summary>The overview that is looked at; 0 is the raster itself.</summary>
    public static int LevelOf(Raster raster) => Enumerable.Range(0, raster.Levels.Count)
        .Last(i => i == 0 || Math.Max(raster.Levels[i].Width, raster.Levels[i].Height)
        >= Math.Min(WantedSide / 3, Math.Max(raster.Width, raster.Height)));

    private static IEnumerable<Window> Whole(int width, int height)
    {
        for (int top = 0; top < height; top += WantedSide)
        {
            yield return new Window(0, top, width, Math.Min(WantedSide, height - top));
        }
    }

    private static IEnumerable<Window> Spread(int width, int height)
    {
        int w = Math.Min(WindowSide, width), h = Math.Min(WindowSide, height);
        for (int row = 0; row < WindowsAcross; row++)
        {
            for (int column = 0; column < WindowsAcross; column++)
            {
                yield return new Window(
                    (int)((long)(width - w) * column / (WindowsAcross - 1)), (int)((long)(height - h) * row / (WindowsAcross - 1)), w, h);
            }
        }
    }
}
