using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Rasters;

public sealed class BandStackTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_OfOneBandEach_AreTheBandsOfOneRaster()
    {
        using var raster = RasterOpener.Open($"{Band(0)},{Band(1)},{Band(2)}");
        var whole = new TiffMaker();
        Assert.Equal((3, 64, 48), (raster.Bands, raster.Width, raster.Height));
        Assert.Equal(Enumerable.Range(0, 3 * 64 * 48).Select(i => whole.Value(i % 64, i / 64 % 48, i / (64 * 48))),
            RasterReading.All(raster).Samples);
    }

    [Fact]
    public void NoData_InOneBandOnly_IsData()
    {
        string none = new TiffMaker { Samples = 1, Photometric = 1, Value = (_, _, _) => 0 }.At(0, 0, 1).WithText(42113, "0")
            .Write(_folder.PathOf("none.tif"));
        using (var raster = RasterOpener.Open($"{Band(0)},{none},{Band(2)}"))
        {
            Assert.All(RasterReading.All(raster).Valid, one => Assert.Equal(1, one));
        }

        using var empty = RasterOpener.Open($"{none},{none}");
        Assert.All(RasterReading.All(empty).Valid, one => Assert.Equal(0, one));
    }

    [Fact]
    public void Files_OfAnotherSizePlaceOrNumberOfBands_AreRefusedByName()
    {
        string small = new TiffMaker { Samples = 1, Photometric = 1, Width = 32 }.At(0, 0, 1).Write(_folder.PathOf("small.tif"));
        string away = new TiffMaker { Samples = 1, Photometric = 1 }.At(1, 0, 1).Write(_folder.PathOf("away.tif"));
        string many = new TiffMaker().At(0, 0, 1).Write(_folder.PathOf("many.tif"));
        Assert.All(new[] { small, away, many }, file =>
            Assert.StartsWith(file, Assert.Throws<GeoException>(() => RasterOpener.Open($"{Band(0)},{file}")).Message, StringComparison.Ordinal));
    }

    private string Band(int band) => new TiffMaker { Samples = 1, Photometric = 1, Value = (x, y, _) => new TiffMaker().Value(x, y, band) }.At(
        0, 0, 1).Write(_folder.PathOf($"{band}.tif"));
}
