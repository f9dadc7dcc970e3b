using System.Text;
using CsCheck;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Rasters;

/// <summary>Damaged mosaics are read or refused.</summary>
public sealed class VrtFuzzTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "<", ">", "/>", "\"", "'", "0", "-1", "9", "99999999", "100000000", "1e9", "NaN", "&amp;", "&x;", "\0", "é", "</VRTRasterBand>", "<SimpleSource>",
        "<ComplexSource>", "<SourceBand>7</SourceBand>", "<SourceFilename relativeToVRT=\"1\">b.tif</SourceFilename>", "<NODATA>3</NODATA>",
        "<DstRect xOff=\"0\" yOff=\"0\" xSize=\"99999999\" ySize=\"99999999\" />", "<SrcRect xOff=\"-5\" yOff=\"9e7\" xSize=\"3\" ySize=\"3\" />",
        "<GeoTransform>0,0,0,0,0,0</GeoTransform>", "<SRS>EPSG:99999</SRS>", "<ColorInterp>Alpha</ColorInterp>", "<MaskBand>",
        "<VRTRasterBand dataType=\"Float64\" band=\"9\">",
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mosaic_Damaged_IsReadOrRefused()
    {
        new TiffMaker().At(500, 900, 1).Write(_folder.PathOf("a.tif"));
        new TiffMaker { Bits = 16 }.At(564, 900, 1).Write(_folder.PathOf("b.tif"));
        string sound = string.Concat(
            "<VRTDataset rasterXSize=\"128\" rasterYSize=\"48\"><SRS>EPSG:32633</SRS><GeoTransform>500,1,0,900,0,-1</GeoTransform>",
            string.Concat(Enumerable.Range(1, 3).Select(band =>
                $"<VRTRasterBand dataType=\"Byte\" band=\"{band}\"><NoDataValue>0</NoDataValue>{Source(band, 0)}{Source(band, 64)}</VRTRasterBand>")),
            "</VRTDataset>");
        string path = _folder.PathOf("fuzz.vrt");
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, sound.Length], Gen.Int[0, 40], Gen.Int[0, Pieces.Length - 1]).Array[0, 5], 800,
            cuts =>
            {
                string text = sound;
                foreach (var (at, length, piece) in cuts)
                {
                    int start = Math.Min(at, text.Length);
                    text = string.Concat(text.AsSpan(0, start), Pieces[piece], text.AsSpan(Math.Min(text.Length, start + length)));
                }

                File.WriteAllText(path, text, Encoding.UTF8);
                try
                {
                    using var raster = RasterOpener.Open(path);
                    int bands = Math.Min(raster.Bands, 4);
                    var pixels = raster.NewPixels(bands);
                    pixels.Begin(new Window(0, 0, Math.Min(raster.Width, 200), Math.Min(raster.Height, 200)));
                    raster.Read(0, [.. Enumerable.Range(0, bands)], pixels);
                    raster.RequireUnchanged();
                }
                catch (SkyScribeException)
                {
                }
            });
    }

    private static string Source(int band, int left) =>
        $"<SimpleSource><SourceFilename relativeToVRT=\"1\">a.tif</SourceFilename><SourceBand>{band}</SourceBand><SrcRect xOff=\"0\" yOff=\"0\" xSize=\"64\" ySize=\"48\" /><DstRect xOff=\"{left}\" yOff=\"0\" xSize=\"64\" ySize=\"48\" /></SimpleSource>";
}
