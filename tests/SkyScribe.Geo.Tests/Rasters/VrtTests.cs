using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Rasters;

public sealed class VrtTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mosaic_ByGdalbuildvrt_IsReadAsGdalReadsIt()
    {
        Part("a.tif", 0, 0);
        Part("b.tif", 64, 0);
        Part("c.tif", 40, -30);   // over both
        string vrt = _folder.PathOf("m.vrt");
        Gdal.Run("gdalbuildvrt", "-q", vrt, _folder.PathOf("a.tif"), _folder.PathOf("b.tif"), _folder.PathOf("c.tif"));
        using var raster = RasterOpener.Open(vrt);
        Assert.Equal((128, 78), (raster.Width, raster.Height));
        Assert.Equal(new Affine(500, 1, 0, 900, 0, -1), raster.Transform);
        var (samples, valid) = RasterReading.All(raster);
        Assert.Equal(Gdal.Samples(vrt, _folder.Root), samples);
        Assert.Equal((1, 0), (valid[0], valid[70 * 128]));
    }

    [Fact]
    public void Bands_OfFilesOfTheirOwn_AreReadAsGdalReadsThem()
    {
        new TiffMaker { Samples = 1, Photometric = 1 }.At(500, 900, 1).Write(_folder.PathOf("r.tif"));
        new TiffMaker { Samples = 1, Photometric = 1, Value = (x, y, _) => x + y }.At(500, 900, 1).Write(_folder.PathOf("g.tif"));
        string vrt = _folder.PathOf("m.vrt");
        Gdal.Run("gdalbuildvrt", "-q", "-separate", vrt, _folder.PathOf("r.tif"), _folder.PathOf("g.tif"));
        using var raster = RasterOpener.Open(vrt);
        Assert.Equal(Gdal.Samples(vrt, _folder.Root), RasterReading.All(raster).Samples);
    }

    [Theory]
    [InlineData("<VRTDataset", "XML that cannot be read")]
    [InlineData("<a/>", "<VRTDataset>")]
    [InlineData("<VRTDataset rasterXSize='0' rasterYSize='5'/>", "rasterXSize")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5' subClass='VRTWarpedDataset'/>", "subClass")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand/></VRTDataset>", "no files")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand><SimpleSource><SourceFilename>http://a/b.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>", "a file of this machine")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand><ComplexSource><ScaleOffset>1</ScaleOffset></ComplexSource></VRTRasterBand></VRTDataset>", "gdal_translate")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand><SimpleSource><SourceFilename>x.tif</SourceFilename><SrcRect xOff='0' yOff='0' xSize='9' ySize='9'/><DstRect xOff='0' yOff='0' xSize='4' ySize='4'/></SimpleSource></VRTRasterBand></VRTDataset>", "do not resample")]
    [InlineData("<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand subClass='VRTDerivedRasterBand'><PixelFunctionType>diff</PixelFunctionType><SimpleSource><SourceFilename>x.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>", "subClass")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><VRTDataset/>", "XML that cannot be read")]
    public void File_ThatIsNoPlainMosaic_IsRefused(string xml, string said)
    {
        string vrt = _folder.PathOf("bad.vrt");
        File.WriteAllText(vrt, xml);
        var problem = Assert.Throws<GeoException>(() => RasterOpener.Open(vrt));
        Assert.StartsWith(vrt, problem.Message, StringComparison.Ordinal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mosaic_OfItself_IsRefused()
    {
        string vrt = _folder.PathOf("self.vrt");
        File.WriteAllText(
            vrt, $"<VRTDataset rasterXSize='5' rasterYSize='5'><VRTRasterBand><SimpleSource><SourceFilename>{vrt}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>");
        Assert.Throws<GeoException>(() => RasterOpener.Open(vrt));
    }

    [Fact]
    public void Mosaic_OfMosaics_IsReadAsGdalReadsIt()
    {
        Part("a.tif", 0, 0);
        Part("b.tif", 64, 0);
        Part("c.tif", 128, 0);
        string inner = _folder.PathOf("inner.vrt"), outer = _folder.PathOf("outer.vrt");
        Gdal.Run("gdalbuildvrt", "-q", inner, _folder.PathOf("a.tif"), _folder.PathOf("b.tif"));
        Gdal.Run("gdalbuildvrt", "-q", outer, inner, _folder.PathOf("c.tif"));
        using var raster = RasterOpener.Open(outer);
        Assert.Equal(192, raster.Width);
        Assert.Equal(Gdal.Samples(outer, _folder.Root), RasterReading.All(raster).Samples);
    }

    [Fact]
    public void Fingerprint_OfAMosaic_IsThatOfItsFilesToo()
    {
        Part("a.tif", 0, 0);
        Part("b.tif", 64, 0);
        string inner = _folder.PathOf("inner.vrt"), outer = _folder.PathOf("outer.vrt");
        File.WriteAllText(inner, Mosaic("a.tif", "b.tif"));
        File.WriteAllText(outer, Mosaic("inner.vrt"));
        using var raster = RasterOpener.Open(outer);
        raster.RequireUnchanged();
        string before = raster.Fingerprint;
        File.SetLastWriteTimeUtc(_folder.PathOf("b.tif"), DateTime.UtcNow.AddHours(1));   // not read yet, and two mosaics below
        Assert.Contains("a file of it was changed", Assert.Throws<GeoException>(raster.RequireUnchanged).Message, StringComparison.Ordinal);
        using var again = RasterOpener.Open(outer);
        Assert.NotEqual(before, again.Fingerprint);
    }

    [Fact]
    public void Band_OfATypeThatCutsItsFilesValues_IsRefused()
    {
        new TiffMaker { Bits = 16 }.At(500, 900, 1).Write(_folder.PathOf("a.tif"));
        File.WriteAllText(_folder.PathOf("m.vrt"), Mosaic("a.tif"));
        Assert.Contains("UInt16", Assert.Throws<GeoException>(() => RasterOpener.Open(_folder.PathOf("m.vrt"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_ThatLieOverOneAnotherWithoutEnd_AreRefusedSoon()
    {
        const string Source = "<SimpleSource><SourceFilename>a.tif</SourceFilename><SrcRect xOff='0' yOff='0' xSize='9' ySize='99999999'/><DstRect xOff='0' yOff='0' xSize='9' ySize='99999999'/></SimpleSource>";
        File.WriteAllText(_folder.PathOf("m.vrt"), $"<VRTDataset rasterXSize='9' rasterYSize='99999999'><VRTRasterBand>{string.Concat(Enumerable.Repeat(Source, 500))}</VRTRasterBand></VRTDataset>");
        Assert.Contains("lie over one another", Assert.Throws<GeoException>(() => RasterOpener.Open(_folder.PathOf("m.vrt"))).Message,
            StringComparison.Ordinal);
    }

    private static string Mosaic(params string[] files) => string.Concat(
        "<VRTDataset rasterXSize='128' rasterYSize='48'><VRTRasterBand dataType='Byte' band='1'>",
        string.Concat(files.Select((file, i) =>
            $"<SimpleSource><SourceFilename relativeToVRT='1'>{file}</SourceFilename><SrcRect xOff='0' yOff='0' xSize='64' ySize='48'/><DstRect xOff='{64 * i}' yOff='0' xSize='64' ySize='48'/></SimpleSource>")),
        "</VRTRasterBand></VRTDataset>");

    private void Part(string name, int right, int down) =>
        new TiffMaker { Value = (x, y, b) => 1 + ((x + (2 * y) + (50 * b) + right) % 250) }.At(500 + right, 900 + down, 1)
        .Write(_folder.PathOf(name));
}
