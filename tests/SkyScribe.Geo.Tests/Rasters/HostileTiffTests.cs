using CsCheck;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;
using SkyScribe.TestSupport;

namespace SkyScribe.Geo.Tests.Rasters;

/// <summary>Damaged and hostile files give a clear error, soon, and with little memory.</summary>
public sealed class HostileTiffTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tile_OfOnePixel_IsRefused() => Refused(new TiffMaker { TileSize = 16 }.With(322, 4, 1).With(323, 4, 1), "blocks of 1 x 1 pixels");

    [Fact]
    public void Tile_Of65536Pixels_IsRefused() =>
        Refused(new TiffMaker { TileSize = 16 }.With(322, 4, 65536).With(323, 4, 65536), "12288 MiB", "gdal_translate -of COG");

    [Fact]
    public void Header_OfABillionPixelsSquared_IsRefused() =>
        Refused(new TiffMaker { TileSize = 16, BigTiff = true }.With(256, 4, 1e9).With(257, 4, 1e9), "tag 256 (ImageWidth)", "1000000000");

    [Fact]
    public void Header_OfMorePixelsThanOffsets_IsRefused() =>
        Refused(new TiffMaker { TileSize = 16 }.With(256, 4, 9e7).With(257, 4, 48), "tag 324 (TileOffsets)");

    [Fact]
    public void Strip_OfAWholeLargeRaster_IsRefusedWhereCompressed() =>
        Refused(new TiffMaker { Compression = 8, RowsPerStrip = 48 }.With(256, 4, 40_000).With(257, 4, 40_000).With(278, 4, 40_000), "MiB each");

    [Theory]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Transform_OfPixelsWithoutAreaOrPlace_IsRefused(double size) =>
        Refused(new TiffMaker().At(0, 0, size), "tag 33550 (ModelPixelScale)", "gdal_edit.py");

    [Fact]
    public void ControlPoints_WithoutATransformation_AreRefusedWithTheWayOut() =>
        Refused(new TiffMaker().With(33922, 12, 0, 0, 0, 10, 50, 0, 63, 0, 0, 11, 50, 0, 0, 47, 0, 10, 49, 0), "ground control points", "gdalwarp");

    [Theory]
    [InlineData(34887, "LERC")]
    [InlineData(34712, "JPEG 2000")]
    [InlineData(34925, "LZMA")]
    public void Compression_ThatIsNotRead_IsNamedWithTheWayOut(int number, string name) =>
        Refused(new TiffMaker().With(259, 3, number), name, "gdal_translate -of COG");

    [Fact]
    public void Samples_OfComplexNumbers_AreRefused() => Refused(new TiffMaker().With(339, 3, 6, 6, 6), "complex");

    [Fact]
    public void Directories_InACircle_AreRefused()
    {
        byte[] file = new TiffMaker { Height = 16 }.ToArray();
        int directory = BitConverter.ToInt32(file, 4), count = BitConverter.ToInt16(file, directory);
        BitConverter.TryWriteBytes(file.AsSpan(directory + 2 + (12 * count)), directory);
        Refused(file, "form a circle");
    }

    [Fact]
    public void Jpeg2000_IsNamedWithTheWayOut() => Refused([0, 0, 0, 12, .. "jP  \r\n\u0087\n"u8, 0, 0, 0, 0], "JPEG 2000", "gdal_translate -of COG");

    [Fact]
    public void GitLfsPointer_IsNamed() => Refused("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"u8.ToArray(), "Git LFS");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(200)]
    public void File_CutOffAtItsStart_IsRefused(int length) => Refused(new TiffMaker().ToArray()[..length]);

    [Fact]
    public void Strip_ThatDoesNotDecode_LosesItsPixelsOnly()
    {
        using var raster = GeoTiff.Open(new TiffMaker { Compression = 8, Damage = (block, bytes) => block == 1 ? [.. bytes.Select(b => (byte)~b)]
            : bytes }.Write(_folder.PathOf("a.tif")));
        var pixels = raster.NewPixels(3);
        pixels.Begin(new Window(0, 0, 64, 16));
        raster.Read(0, [0, 1, 2], pixels);
        pixels.Begin(new Window(0, 10, 64, 16));
        var problem = Assert.Throws<BlockException>(() => raster.Read(0, [0, 1, 2], pixels));
        Assert.Contains("row 16", problem.Message, StringComparison.Ordinal);
        pixels.Begin(new Window(0, 32, 64, 16));
        raster.Read(0, [0, 1, 2], pixels);
    }

    [Fact]
    public void Strip_BeyondTheEndOfTheFile_LosesItsPixelsOnly()
    {
        using var raster = GeoTiff.Open(new TiffMaker { RowsPerStrip = 24 }.With(273, 4, 8, 1e6).Write(_folder.PathOf("a.tif")));
        var pixels = raster.NewPixels(3);
        pixels.Begin(new Window(0, 0, 64, 24));
        raster.Read(0, [0, 1, 2], pixels);
        pixels.Begin(new Window(0, 24, 64, 24));
        Assert.Throws<BlockException>(() => raster.Read(0, [0, 1, 2], pixels));
    }

    [Fact]
    public void File_ThatChanges_IsNoticed()
    {
        string path = new TiffMaker().Write(_folder.PathOf("a.tif"));
        using var raster = GeoTiff.Open(path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1));
        Assert.Contains("was changed", Assert.Throws<GeoException>(raster.Sources[0].RequireUnchanged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyByte_Changed_GivesAnErrorOrPixels()
    {
        byte[][] sound =
        [
            new TiffMaker { Compression = 8, TileSize = 16 }.At(10, 20, 1).WithText(42113, "0").ToArray(),
            new TiffMaker { BigTiff = true, Planar = true, RowsPerStrip = 5, Bits = 16 }.At(10, 50, 0.001, 4326).ToArray(),
            new TiffMaker { BigEndian = true, Samples = 4, Bits = 32, Format = 3, TileSize = 32 }.With(338, 3, 2).ToArray(),
            new TiffMaker { Samples = 1, Photometric = 3 }.With(320, 3, [.. Enumerable.Range(0, 768).Select(i => i * 80.0)]).ToArray(),
        ];
        string path = _folder.PathOf("fuzz.tif");
        Fuzzing.Sample(
            Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 6], Gen.Int[0, 30]), 1500,
            damage =>
            {
                var (which, changes, cut) = damage;
                byte[] bytes = [.. sound[which]];
                foreach (var (place, value) in changes)
                {
                    bytes[place % bytes.Length] = value;
                }

                File.WriteAllBytes(path, cut == 0 ? bytes[..(changes[0].Item1 % bytes.Length)] : bytes);
                try
                {
                    using var raster = GeoTiff.Open(path);
                    int bands = Math.Min(raster.Bands, 8);
                    var pixels = raster.NewPixels(bands);
                    pixels.Begin(new Window(0, 0, Math.Min(raster.Width, 256), Math.Min(raster.Height, 256)));
                    raster.Read(0, [.. Enumerable.Range(0, bands)], pixels);
                    _ = TileSize.Of(raster, new RasterOptions(), null);
                }
                catch (SkyScribeException)
                {
                }
            });
    }

    private void Refused(TiffMaker maker, params string[] said) => Refused(maker.ToArray(), said);

    private void Refused(byte[] file, params string[] said)
    {
        string path = _folder.PathOf("bad.tif");
        File.WriteAllBytes(path, file);
        var problem = Assert.Throws<GeoException>(() => GeoTiff.Open(path).Dispose());
        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
        Assert.All(said, words => Assert.Contains(words, problem.Message, StringComparison.Ordinal));
    }
}
