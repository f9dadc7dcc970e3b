using System.Text.Json;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Rasters;

/// <summary>Rasters as GDAL writes them on request, of every odd kind: read with GDAL's samples, place and mask, or refused; never silently
/// wrong.</summary>
public sealed class OddRastersTests : IDisposable
{
    private const int Width = 150, Height = 90;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-mo AREA_OR_POINT=Point")]
    [InlineData("-a_ullr 500000 5000000 500300 5000180")]   // south up
    [InlineData("-a_ullr 170 10 190 -2 -a_srs EPSG:4326")]   // across the antimeridian
    [InlineData("-a_ullr -181 10 -179 -2 -a_srs EPSG:4326")]
    [InlineData("-a_ullr 2000000 601000 2000300 600000 -a_srs EPSG:2264")]   // US survey feet
    [InlineData("-a_srs EPSG:3857+5773")]   // with heights
    [InlineData("-co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16")]
    [InlineData("-co SPARSE_OK=TRUE -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16 -a_nodata 0 -scale 200 250 0 250")]
    [InlineData("-co COMPRESS=ZSTD -co PREDICTOR=2 -ot UInt16 -co INTERLEAVE=BAND")]
    [InlineData("-co COMPRESS=ZSTD -co PREDICTOR=3 -ot Float32")]
    [InlineData("-co COMPRESS=ZSTD -co PREDICTOR=3 -ot Float64 -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=16")]
    [InlineData("-co COMPRESS=DEFLATE -co PREDICTOR=2 -ot Int16 -co ENDIANNESS=BIG")]
    [InlineData("-co NBITS=12 -ot UInt16 -co COMPRESS=LZW -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=32")]
    [InlineData("-co NBITS=7 -scale 0 250 0 127 -co INTERLEAVE=BAND")]
    [InlineData("-co NBITS=20 -ot UInt32")]
    [InlineData("-co PHOTOMETRIC=MINISWHITE -b 1")]
    [InlineData("-co PHOTOMETRIC=CMYK -b 1 -b 2 -b 3 -b 1")]
    [InlineData("-co PHOTOMETRIC=CIELAB")]
    [InlineData("-b 1 -b 2 -b 3 -b 2 -co ALPHA=NO -co PHOTOMETRIC=RGB")]   // NIR fourth
    [InlineData("-b 1 -b 2 -b 3 -b 2 -co ALPHA=YES")]
    [InlineData("-b 1 -b 2 -co ALPHA=PREMULTIPLIED")]
    [InlineData("-b mask -b 2 -b 3")]
    [InlineData("-mask 1 --config GDAL_TIFF_INTERNAL_MASK YES -scale 0 250 0 1")]
    [InlineData("-mask 1 --config GDAL_TIFF_INTERNAL_MASK YES -co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=32")]
    [InlineData("-mask 1 --config GDAL_TIFF_INTERNAL_MASK NO")]   // file.tif.msk
    [InlineData("-co COMPRESS=JPEG -co INTERLEAVE=BAND -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16")]
    [InlineData("-co COMPRESS=LERC")]
    [InlineData("-co COMPRESS=LERC_ZSTD -ot Float32")]
    [InlineData("-co COMPRESS=LZMA")]
    [InlineData("-ot CFloat32")]
    [InlineData("-ot CInt16")]
    [InlineData("-a_nodata nan -ot Float32")]
    [InlineData("-a_nodata 53")]
    [InlineData("-a_nodata -9999")]
    [InlineData("-a_nodata 3.4e38 -ot Float32")]
    [InlineData("-a_nodata 1e-40 -ot Float32")]
    [InlineData("-a_scale 0.1 -a_offset 7 -ot Int16")]
    [InlineData("-co PROFILE=BASELINE -co TFW=YES")]
    [InlineData("-co PROFILE=BASELINE -co WORLDFILE=YES")]
    [InlineData("-co GEOTIFF_KEYS_FLAVOR=ESRI_PE -a_srs ESRI:102008")]
    [InlineData("-co GEOTIFF_VERSION=1.1 -a_srs EPSG:28992")]
    [InlineData("-of COG -co COMPRESS=ZSTD -co PREDICTOR=YES -co BLOCKSIZE=128 -outsize 600 360")]
    [InlineData("-of COG -co COMPRESS=WEBP -co QUALITY=100")]
    [InlineData("-co STREAMABLE_OUTPUT=YES")]
    [InlineData("-co BIGTIFF=YES -co ENDIANNESS=BIG -co COMPRESS=LZW -co PREDICTOR=2 -ot UInt32")]
    [InlineData("-co COPY_SRC_MDD=NO -gcp 0 0 10 50 -gcp 150 0 11 50 -gcp 0 90 10 49 -gcp 150 90 11 49.1 -a_srs EPSG:4326")]
    public void Raster_OfAnOddKind_IsAsGdalReadsItOrRefused(string options)
    {
        string source = new TiffMaker { Width = Width, Height = Height }.At(500_000, 5_000_000, 0.5).Write(_folder.PathOf("source.tif"));
        string file = _folder.PathOf("file.tif");
        Gdal.Translate(source, file, options.Split(' '));
        Compare(file, Lossy(options) ? 4 : 0);
    }

    [Theory]
    [InlineData("-r near -t_srs EPSG:4326 -dstnodata 0")]
    [InlineData("-r bilinear -t_srs EPSG:32633 -dstalpha")]
    [InlineData("-r near -te 500010 4999970 500050 4999990 -tap -tr 0.5 0.5")]
    [InlineData("-r near -t_srs EPSG:3995 -ot Float32 -dstnodata nan")]
    public void Raster_ThatWasWarped_IsAsGdalReadsIt(string options)
    {
        string source = new TiffMaker { Width = Width, Height = Height }.At(500_000, 5_000_000, 0.5).Write(_folder.PathOf("source.tif"));
        string file = _folder.PathOf("file.tif");
        Gdal.Run("gdalwarp", ["-q", .. options.Split(' '), source, file]);
        Compare(file, 0);
    }

    [Theory]
    [InlineData("-b 3 -b 2 -b 1")]
    [InlineData("-srcwin 10 5 100 60")]
    [InlineData("-outsize 50% 50%")]
    [InlineData("-scale 0 250 0 100")]
    [InlineData("-ot UInt16")]
    [InlineData("-expand gray -b 1")]
    [InlineData("-a_nodata 53")]
    [InlineData("-mask 1")]
    public void Vrt_OfAnOddKind_IsAsGdalReadsItOrRefused(string options)
    {
        new TiffMaker { Width = Width, Height = Height }.At(500_000, 5_000_000, 0.5).Write(_folder.PathOf("source.tif"));
        string file = _folder.PathOf("file.vrt");
        try
        {
            Gdal.Translate(_folder.PathOf("source.tif"), file, ["-of", "VRT", .. options.Split(' ')]);
        }
        catch (Xunit.Sdk.TrueException)
        {
            return;   // GDAL refuses it too
        }

        Compare(file, 0);
    }

    // GDAL 3.6 shows their bits as unsigned bytes.
    [Fact]
    public void Raster_OfSignedBytes_HasValuesBelowZero()
    {
        string file = _folder.PathOf("file.tif");
        Gdal.Translate(new TiffMaker { Width = Width, Height = Height }.At(500_000, 5_000_000, 0.5).Write(_folder.PathOf("source.tif")), file,
            "-co", "PIXELTYPE=SIGNEDBYTE");
        using var raster = RasterOpener.Open(file);
        Assert.Equal(Gdal.Samples(file, _folder.Root), RasterReading.All(raster).Samples.Select(sample => sample < 0 ? sample + 256 : sample));
        Assert.Contains(-128, RasterReading.All(raster).Samples);
    }

    // What no file covers has no data here; GDAL shows it as 0.
    [Fact]
    public void Vrt_WithPlacesThatNoFileCovers_HasNoDataThere()
    {
        new TiffMaker { Width = Width, Height = Height }.At(500_000, 5_000_000, 0.5).Write(_folder.PathOf("source.tif"));
        Gdal.Translate(_folder.PathOf("source.tif"), _folder.PathOf("file.vrt"), "-of", "VRT", "-srcwin", "-5", "-5", "100", "60");
        using var raster = RasterOpener.Open(_folder.PathOf("file.vrt"));
        var (samples, valid) = RasterReading.All(raster);
        Assert.Equal(95 * 55, valid.Count(one => one != 0));
        Assert.Equal(Gdal.Samples(_folder.PathOf("file.vrt"), _folder.Root).Where((_, i) => valid[i % 6000] != 0),
            samples.Where((_, i) => valid[i % 6000] != 0));
    }

    private static bool Lossy(string options) =>
        options.Contains("JPEG", StringComparison.Ordinal) || options.Contains("WEBP", StringComparison.Ordinal);

    private void Compare(string file, double tolerance)
    {
        Raster raster;
        try
        {
            raster = RasterOpener.Open(file);
        }
        catch (GeoException problem)
        {
            Assert.Contains("expected", problem.Message, StringComparison.Ordinal);   // and what to do
            return;
        }

        using (raster)
        {
            double[] samples, gdal = Gdal.Samples(file, _folder.Root);
            byte[] valid;
            try
            {
                (samples, valid) = RasterReading.All(raster);
            }
            catch (GeoException)
            {
                return;
            }

            RequirePlace(file, raster);
            int count = raster.Width * raster.Height;
            double[][] masks = [.. Enumerable.Range(1, raster.Bands).Select(band => Gdal.Samples(Masked(file, band), _folder.Root))];
            for (int i = 0; i < count; i++)
            {
                // A nodata value hides a pixel here where all bands have it.
                Assert.True(valid[i] != 0 == masks.Any(mask => mask[i] != 0), $"pixel {i % raster.Width} {i / raster.Width}: valid {valid[i]}, GDAL's mask {masks[0][i]}");
                for (int b = 0; valid[i] != 0 && b < raster.Bands; b++)
                {
                    double found = samples[(b * count) + i], wanted = (float)gdal[(b * count) + i];
                    Assert.True(found.Equals(wanted) || Math.Abs(found - wanted) <= tolerance,
                        $"pixel {i % raster.Width} {i / raster.Width}, band {b + 1}: {found}, GDAL {wanted}");
                }
            }
        }
    }

    private string Masked(string file, int band)
    {
        string mask = _folder.PathOf("mask.tif");
        Gdal.Translate(file, mask, "-b", $"mask,{band}", "-ot", "Byte");
        return mask;
    }

    private static void RequirePlace(string file, Raster raster)
    {
        using var info = JsonDocument.Parse(Gdal.Run("gdalinfo", "-json", file));
        if (!info.RootElement.TryGetProperty("geoTransform", out var transform))
        {
            Assert.Null(raster.Transform);
            return;
        }

        double[] expected = [.. transform.EnumerateArray().Select(number => number.GetDouble())];
        var found = Assert.IsType<Affine>(raster.Transform);
        double[] all = [found.X0, found.XColumn, found.XRow, found.Y0, found.YColumn, found.YRow];
        Assert.All(all.Zip(expected), pair => Assert.InRange(pair.First, pair.Second - Tolerance(pair.Second), pair.Second + Tolerance(pair.Second)));
    }

    private static double Tolerance(double value) => Math.Max(1e-9, Math.Abs(value) * 1e-12);
}
