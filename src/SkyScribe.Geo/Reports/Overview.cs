using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tiles;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Reports;

/// <summary>A small picture of a whole raster.</summary>
internal static class Overview
{
    private const int MostSide = 1200;
    private const long MostPixels = 1_000_000_000;

    /// <summary>Makes it of the smallest overview that is large enough, by taking single pixels.</summary>
    /// <returns>null for a raster of more than 1,000 Mpixel without overviews, all of which would have to be decoded</returns>
    public static RgbImage? Of(RasterPlan plan)
    {
        using var raster = RasterOpener.Open(plan.Raster);
        int level = Enumerable.Range(0, raster.Levels.Count)
            .Last(i => i == 0 || Math.Max(raster.Levels[i].Width, raster.Levels[i].Height) >= MostSide);
        var (width, height) = raster.Levels[level];
        if ((long)width * height > MostPixels)
        {
            return null;
        }

        double scale = Math.Min(1, (double)MostSide / Math.Max(width, height));
        int columns = Math.Max(1, (int)(width * scale)), rows = Math.Max(1, (int)(height * scale));
        var pixels = raster.NewPixels(plan.Bands.Count);
        var renderer = new TileRenderer(raster.Colors, plan.Values);
        byte[] rgb = new byte[3 * columns * rows];
        for (int row = 0; row < rows; row++)
        {
            pixels.Begin(new Window(0, (int)((row + 0.5) * height / rows), width, 1));
            try
            {
                raster.Read(level, [.. plan.Bands], pixels);
            }
            catch (BlockException)
            {
                continue;   // its tiles are listed as failed
            }

            byte[] line = renderer.Render(pixels).Pixels;
            for (int column = 0; column < columns; column++)
            {
                line.AsSpan(3 * (int)((column + 0.5) * width / columns), 3).CopyTo(rgb.AsSpan(3 * ((row * columns) + column)));
            }
        }

        return new RgbImage(columns, rows, rgb);
    }
}
