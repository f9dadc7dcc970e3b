using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>Reads whole rasters for comparison, in windows that do not fit their blocks.</summary>
internal static class RasterReading
{
    /// <summary>All samples, band after band, and the mask.</summary>
    public static (double[] Samples, byte[] Valid) All(Raster raster, int level = 0, int window = 37)
    {
        var (width, height) = raster.Levels[level];
        int[] bands = [.. Enumerable.Range(0, raster.Bands)];
        double[] samples = new double[raster.Bands * width * height];
        byte[] valid = new byte[width * height];
        var pixels = raster.NewPixels(raster.Bands);
        for (int top = 0; top < height; top += window)
        {
            for (int left = 0; left < width; left += window)
            {
                pixels.Begin(new Window(left, top, Math.Min(window, width - left), Math.Min(window, height - top)));
                raster.Read(level, bands, pixels);
                for (int i = 0; i < pixels.Count; i++)
                {
                    int at = ((top + (i / pixels.Window.Width)) * width) + left + (i % pixels.Window.Width);
                    valid[at] = pixels.Valid[i];
                    for (int b = 0; b < bands.Length; b++)
                    {
                        samples[(b * width * height) + at] = pixels.IsByte ? pixels.Bytes[b][i] : pixels.Floats[b][i];
                    }
                }
            }
        }

        return (samples, valid);
    }
}
