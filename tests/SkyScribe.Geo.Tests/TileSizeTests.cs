using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;
using SkyScribe.Packages;

namespace SkyScribe.Geo.Tests;

public sealed class TileSizeTests : IDisposable
{
    private static readonly ResolutionRange Known = new(0.35, 0.22, 0.39, 0.7, "by a test");
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.1, null, false, 784, 0.35)]   // fine pixels: tiles are larger
    [InlineData(0.7, null, false, 112, 0.35)]   // coarser ones: enlarged
    [InlineData(0.1, null, true, 224, 0.1)]
    [InlineData(0.1, 0.5, false, 1120, 0.5)]
    [InlineData(30, null, false, 224, 30)]   // too coarse: as they are
    public void Of_ARasterInMetres_BringsItToWhatTheModelIsBestAt(double pixel, double? gsd, bool keeps, int side, double shown)
    {
        var size = Size(pixel, new RasterOptions { GroundResolution = gsd, KeepPixels = keeps });
        Assert.InRange(size.Width, side - 1, side + 1);
        Assert.InRange(size.GroundResolution!.Value, shown * 0.999, shown * 1.001);
    }

    [Theory]
    [InlineData(30, null, false, "its pixels are of 30 m, the model was measured to be good with pixels of up to 0.7 m")]
    [InlineData(0.1, null, true, "the model sees it at 0.1 m a pixel, it was measured to be good at 0.22 to 0.39 m")]
    [InlineData(0.3, 0.5, false, "the model sees it at 0.5 m a pixel")]
    [InlineData(0.3, null, false, null)]
    public void Of_ARasterFarFromTheModels_Warns(double pixel, double? gsd, bool keeps, string? warning)
    {
        var notes = Size(pixel, new RasterOptions { GroundResolution = gsd, KeepPixels = keeps }).Notes;
        Assert.Equal(warning is null ? 0 : 1, notes.Count);
        Assert.StartsWith(warning ?? "", notes.SingleOrDefault() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AModelThatWasNotMeasured_KeepsTheRastersPixels() =>
        Assert.Equal((224, 0), (Size(0.1, new RasterOptions(), null).Width, Size(30, new RasterOptions(), null).Notes.Count));

    [Fact]
    public void PixelOnGround_OfDegreesFeetAndMercator_IsInMetresOnTheGround()
    {
        var (column, row) = Ground(2e-6, 4326, 10, 60);   // a degree there: 55.80 km and 111.41 km
        Assert.Equal(0.1116, column, 4);
        Assert.Equal(0.2228, row, 4);
        var (feet, _) = Ground(1, 2264, 2_000_000, 600_000);   // NAD83 / North Carolina (ftUS)
        Assert.Equal(0.3048, feet, 3);
        var (mercator, _) = Ground(1, 3857, 0, 8_399_737.89);   // 60 degrees north, where it doubles lengths
        Assert.Equal(0.501, mercator, 3);
        var (antimeridian, _) = Ground(1e-4, 4326, 179.999, 0);
        Assert.Equal(11.13, antimeridian, 2);
    }

    [Fact]
    public void Of_OwnPixelsAndAGroundResolution_IsRefused() => Assert.Throws<OptionException>(
        () => new RasterOptions { GroundResolution = 0.5, KeepPixels = true }.Validate());

    [Fact]
    public void Plan_OfAModelThatKnowsItsResolution_TakesIt()
    {
        string path = new TiffMaker { Width = 600, Height = 400 }.At(500_000, 0, 0.175).Write(_folder.PathOf("a.tif"));
        var plan = new RasterCaptioner(new EchoCaptioner { Resolution = Known }).Plan(path);
        Assert.Equal((448, 0.35), (plan.Grid.TileWidth, plan.GroundResolution));
        Assert.Equal(224, new RasterCaptioner(new EchoCaptioner()).Plan(path).Grid.TileWidth);
    }

    private TileSize Size(double pixel, RasterOptions options) => Size(pixel, options, Known);

    private TileSize Size(double pixel, RasterOptions options, ResolutionRange? known)
    {
        using var raster = RasterOpener.Open(new TiffMaker().At(500_000, 0, pixel).Write(_folder.PathOf("a.tif")));
        return TileSize.Of(raster, options, known);
    }

    private (double Column, double Row) Ground(double pixel, int epsg, double left, double top)
    {
        using var raster = RasterOpener.Open(new TiffMaker().At(left, top, pixel, epsg).Write(_folder.PathOf("a.tif")));
        return TileSize.PixelOnGround(raster)!.Value;
    }
}
