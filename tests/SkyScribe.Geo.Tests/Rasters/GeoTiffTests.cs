using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Rasters;

public sealed class GeoTiffTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false, 0, false, 8, 1)]
    [InlineData(true, false, 16, false, 16, 1)]
    [InlineData(false, true, 16, true, 16, 2)]
    [InlineData(true, true, 0, true, 32, 3)]
    [InlineData(false, false, 16, true, 64, 3)]
    public void Samples_OfEachLayout_AreThoseWritten(bool bigEndian, bool bigTiff, int tile, bool planar, int bits, int format)
    {
        foreach (int compression in new[] { 1, 8 })
        {
            var maker = new TiffMaker { BigEndian = bigEndian, BigTiff = bigTiff, TileSize = tile, Planar = planar, Bits = bits, Format = format,
                Compression = compression };
            using var raster = Open(maker);
            var (samples, valid) = RasterReading.All(raster, window: 13);
            Assert.Equal(Enumerable.Range(0, samples.Length).Select(i => (double)(float)maker.Value(i % 64, i / 64 % 48, i / (64 * 48))), samples);
            Assert.All(valid, one => Assert.Equal(1, one));
        }
    }

    [Fact]
    public void Sparse_Tiles_AreNoData()
    {
        using var raster = Open(new TiffMaker { TileSize = 16, IsSparse = block => block == 5 });   // columns 16 to 31 of rows 16 to 31
        var valid = RasterReading.All(raster).Valid;
        for (int i = 0; i < valid.Length; i++)
        {
            bool isSparse = i % 64 is >= 16 and < 32 && i / 64 is >= 16 and < 32;
            Assert.Equal(isSparse ? 0 : 1, valid[i]);
        }
    }

    [Fact]
    public void NoData_OfAByteRaster_NeedsTheValueInAllBands()
    {
        using var raster = Open(new TiffMaker { Value = (x, _, b) => x < 10 || (x < 20 && b == 0) ? 255 : 7 }.WithText(42113, "255"));
        var valid = RasterReading.All(raster).Valid;
        Assert.All(Enumerable.Range(0, 64), x => Assert.Equal(x < 10 ? 0 : 1, valid[x]));
    }

    [Fact]
    public void NoData_OutsideTheTypesRange_IsNobodysAndIsSaid()
    {
        using var raster = Open(new TiffMaker().WithText(42113, "-10000"));
        Assert.All(RasterReading.All(raster).Valid, one => Assert.Equal(1, one));
        Assert.Contains(raster.Notes, note => note.Contains("-10000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("-9999")]
    public void NaN_OfFloats_IsNeverData(string noData)
    {
        using var raster = Open(new TiffMaker { Samples = 1, Photometric = 1, Bits = 32, Format = 3, Value = (x, _, _) => x == 3 ? double.NaN : x == 4
            ? -9999 : x }.WithText(42113, noData));
        var valid = RasterReading.All(raster).Valid;
        Assert.Equal((1, 0, noData == "nan" ? 1 : 0, 1), (valid[2], valid[3], valid[4], valid[5]));
    }

    [Fact]
    public void Alpha_OfZero_IsNoDataAndNoBand()
    {
        using var raster = Open(new TiffMaker { Samples = 4, Value = (x, y, b) => b < 3 ? 100 + b : x < 32 ? 0 : 255 }.With(338, 3, 2));
        Assert.Equal(3, raster.Bands);
        var (samples, valid) = RasterReading.All(raster);
        Assert.Equal((0, 1), (valid[0], valid[40]));
        Assert.Equal(102, samples[2 * 64 * 48]);
    }

    [Fact]
    public void Palette_IsGivenAsColours()
    {
        var map = new double[768];
        map[(0 * 256) + 9] = 0x1200;
        map[(1 * 256) + 9] = 0x3400;
        map[(2 * 256) + 9] = 0x5600;
        using var raster = Open(new TiffMaker { Samples = 1, Photometric = 3, Value = (_, _, _) => 9 }.With(320, 3, map));
        Assert.Equal([0x12, 0x34, 0x56], raster.Colors.Palette![27..30]);
    }

    [Fact]
    public void Transform_OfPixelIsPoint_LiesHalfAPixelBefore()
    {
        using var area = Open(new TiffMaker().At(1000, 2000, 2));
        using var point = Open(new TiffMaker().At(1000, 2000, 2).With(34735, 3, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32633));
        Assert.Equal(new Affine(1000, 2, 0, 2000, 0, -2), area.Transform);
        Assert.Equal(new Affine(999, 2, 0, 2001, 0, -2), point.Transform);
        Assert.Equal(32633, point.Crs!.Epsg);
    }

    [Fact]
    public void Transform_OfARotatedRaster_IsItsMatrix()
    {
        using var raster = Open(new TiffMaker().With(34264, 12, 3, 1, 0, 500, 1, -3, 0, 900, 0, 0, 0, 0, 0, 0, 0, 1));
        Assert.Equal(new Affine(500, 3, 1, 900, 1, -3), raster.Transform);
    }

    [Fact]
    public void WorldFileAndPrj_CountWhereTagsAreMissing()
    {
        string path = new TiffMaker().Write(_folder.PathOf("a.tif"));
        File.WriteAllText(_folder.PathOf("a.tfw"), "2\n0\n0\n-2\n1001\n1999\n");
        File.WriteAllText(_folder.PathOf("a.prj"), "LOCAL_CS[\"x\"]");
        using var raster = GeoTiff.Open(path);
        Assert.Equal(new Affine(1000, 2, 0, 2000, 0, -2), raster.Transform);
        Assert.Equal("LOCAL_CS[\"x\"]", raster.Crs!.Wkt);
    }

    [Fact]
    public void ExternalMask_HidesPixels()
    {
        string path = new TiffMaker().Write(_folder.PathOf("a.tif"));
        new TiffMaker { Samples = 1, Photometric = 1, Value = (x, _, _) => x < 5 ? 0 : 255 }.With(254, 4, 4).Write(path + ".msk");
        using var raster = GeoTiff.Open(path);
        var valid = RasterReading.All(raster).Valid;
        Assert.All(Enumerable.Range(0, 64), x => Assert.Equal(x < 5 ? 0 : 1, valid[x]));
    }

    private GeoTiff Open(TiffMaker maker) => GeoTiff.Open(maker.Write(_folder.PathOf($"{Guid.NewGuid()}.tif")));
}
