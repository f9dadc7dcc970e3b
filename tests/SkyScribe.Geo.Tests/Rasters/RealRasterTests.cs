using System.Text.Json;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Rasters;

/// <summary>Real rasters lie where GDAL says, and have the samples that GDAL reads.</summary>
public sealed class RealRasterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Place_OfEveryRaster_IsGdalsWithinAHundredthOfAPixel()
    {
        int compared = 0;
        foreach (string file in Directory.EnumerateFiles(SharedFiles.Require("data/rasters"), "*.tif")
            .Where(file => !file.Contains("gcps_only", StringComparison.Ordinal)))
        {
            using var raster = RasterOpener.Open(file);
            using var info = JsonDocument.Parse(Gdal.Run("gdalinfo", "-json", file));
            double[] numbers = [.. info.RootElement.GetProperty("geoTransform").EnumerateArray().Select(number => number.GetDouble())];
            var expected = new Affine(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
            foreach (var (column, row) in new[] { (0, 0), (raster.Width, 0), (0, raster.Height), (raster.Width, raster.Height) })
            {
                var (x, y) = raster.Transform!.Apply(column, row);
                var (gdalX, gdalY) = expected.Apply(column, row);
                Assert.True(double.Hypot(x - gdalX, y - gdalY) <= 0.01 * expected.ColumnSize, $"{file}: ({x}, {y}) instead of ({gdalX}, {gdalY})");
            }

            Assert.Equal([raster.Width, raster.Height], info.RootElement.GetProperty("size").EnumerateArray().Select(size => size.GetInt32()));
            compared++;
        }

        Assert.True(compared > 20);
    }

    [Theory]
    [InlineData("naip_nd_5m_20090818.tif", 0)]
    [InlineData("landsat_rgb_uint16_a.tif", 0)]
    [InlineData("spacenet_atlanta_pan_uint16_0.5m.tif", 0)]
    [InlineData("neon_osbs_utm17_0.1m_400.tif", 0)]
    [InlineData("landsat_RGB.byte.tif", 0)]
    [InlineData("usgs_hro_co_cog_jpeg.tif", 4)]
    [InlineData("nl_rd_0.25m_1000_jpeg.tif", 4)]
    public void Samples_OfARaster_AreGdals(string name, double tolerance)
    {
        string file = SharedFiles.Require($"data/rasters/{name}");
        using var raster = RasterOpener.Open(file);
        double[] found = RasterReading.All(raster, window: 211).Samples, expected = Gdal.Samples(file, _folder.Root);
        Assert.True(found.Length <= expected.Length);   // GDAL counts alpha as a band
        for (int i = 0; i < found.Length; i++)
        {
            Assert.True(Math.Abs(found[i] - expected[i]) <= tolerance, $"sample {i}: {found[i]} instead of {expected[i]}");
        }
    }
}
