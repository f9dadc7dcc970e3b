using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Tiles;

/// <summary>Finds borders of pure black or white that a raster does not declare as nodata.</summary>
internal static class Collar
{
    private const double LeastShare = 0.01;
    private const int LeastRun = 8;

    /// <summary>Looks for one in a sample of the raster.</summary>
    /// <returns>a sentence for the user; null where there is none</returns>
    public static string? Find(Raster raster)
    {
        if (!raster.Colors.IsByte || raster.Colors.Palette is not null || raster.Colors.Type.Bits != 8)
        {
            return null;
        }

        long total = 0;
        long[] found = new long[2];
        int width = raster.Levels[RasterSample.LevelOf(raster)].Width;
        foreach (var pixels in RasterSample.Read(raster, raster.Colors.Default))
        {
            total += pixels.Count;
            for (int y = 0; y < pixels.Window.Height; y++)
            {
                Count(pixels, y, width, found);
            }
        }

        int color = found[0] >= found[1] ? 0 : 1;
        double share = (double)found[color] / Math.Max(1, total);
        return share < LeastShare ? null : FormattableString.Invariant(
            $"about {100 * share:f0} % of it is a border of pure {(color == 0 ? "black (0)" : "white (255)")} that it does not declare as nodata; --nodata {255 * color} leaves it out");
    }

    // Of one row: pure pixels from the raster's left or right border inwards, or all of them where none is of another colour.
    private static void Count(RasterPixels pixels, int y, int width, long[] found)
    {
        int start = y * pixels.Window.Width, end = start + pixels.Window.Width - 1;
        int left = Run(pixels, start, 1, pixels.Window.Width), right = Run(pixels, end, -1, pixels.Window.Width);
        if (left == pixels.Window.Width)
        {
            found[pixels.Bytes[0][start] == 0 ? 0 : 1] += left;
            return;
        }

        if (pixels.Window.Left == 0 && left >= LeastRun)
        {
            found[pixels.Bytes[0][start] == 0 ? 0 : 1] += left;
        }

        if (pixels.Window.Right == width && right >= LeastRun)
        {
            found[pixels.Bytes[0][end] == 0 ? 0 : 1] += right;
        }
    }

    private static int Run(RasterPixels pixels, int start, int step, int most)
    {
        byte color = pixels.Bytes[0][start];
        if (color is not (0 or 255))
        {
            return 0;
        }

        for (int n = 0, i = start; n < most; n++, i += step)
        {
            bool isPure = pixels.Valid[i] != 0;
            foreach (byte[] band in pixels.Bytes)
            {
                isPure &= band[i] == color;
            }

            if (!isPure)
            {
                return n;
            }
        }

        return most;
    }
}
