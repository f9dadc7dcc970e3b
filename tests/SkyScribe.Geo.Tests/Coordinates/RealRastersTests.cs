using SkyScribe.Geo.Coordinates.Formats;
using SkyScribe.Geo.Rasters;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Coordinates;

/// <summary>Real files: the system that they name, and where the place at a quarter of their width and height lies, by GDAL 3.6.2 with PROJ 9.1.1
/// (osr.CoordinateTransformation to EPSG:4326).</summary>
public class RealRastersTests
{
    [Theory]
    [InlineData("aerial_3857_0.6m_cog_jpeg.tif", 3857, 128.656768798, 37.669690357)]
    [InlineData("landsat_RGB.byte.tif", 32618, -78.356011734, 25.035303300)]
    [InlineData("landsat_dateline_utm60.tif", 32660, 178.884892511, 52.233942771)]
    [InlineData("landsat_rgb_uint16_a.tif", 32618, -75.215042517, 46.559681374)]
    [InlineData("naip_nd_5m_20090818.tif", 26914, -99.170197676, 47.028470538)]
    [InlineData("naip_va_1m_597_b1.tif", 26917, -78.939047612, 37.998128377)]
    [InlineData("neon_osbs_utm17_0.1m_400.tif", 32617, -81.989995214, 29.692593310)]
    [InlineData("nl_rd_0.25m_1000_jpeg.tif", 28992, 4.987248980, 51.841591695)]
    [InlineData("oam_3395_0.1m_2048_a.tif", 3395, -51.594067976, -15.630253011)]
    [InlineData("oam_3395_0.1m_2048_c.tif", 3395, -0.414467751, 39.170433225)]
    [InlineData("spacenet_atlanta_pan_uint16_0.5m.tif", 32616, -84.480118710, 33.639434446)]
    [InlineData("usgs_hro_co_0.15m.tif", 26913, -104.775161685, 38.953685503)]
    [InlineData("usgs_hro_co_cog_rgba.tif", 26913, -104.775161685, 38.953685503)]
    [InlineData("world_36000x18000_cog.tif", 4326, -90, 45)]
    public void Place_OfARealRaster_IsGdals(string file, int code, double longitude, double latitude)
    {
        using Raster raster = RasterOpener.Open(SharedFiles.Require("data/rasters/" + file));
        CrsDescription crs = raster.Crs!;
        CoordinateReference reference = CoordinateReference.Read(file, crs.GeoKeys, crs.Wkt, crs.Epsg)!;
        Assert.Equal(code, reference.EpsgCode);
        (double x, double y) = raster.Transform!.Apply(raster.Width * 0.25, raster.Height * 0.25);
        double[] xs = [x], ys = [y];
        Assert.Equal(0, reference.Transform!.ToWgs84(xs, ys));
        double metres = double.Hypot((xs[0] - longitude) * Math.Cos(latitude * Math.PI / 180), ys[0] - latitude) * 111_320;
        Assert.True(metres <= 0.002 || metres <= reference.Transform.AccuracyMetres, $"{metres} m");
        Assert.True(metres < 0.01 || code == 28992, $"{metres} m");   // GDAL takes another of the published transformations of the Dutch datum
    }
}
