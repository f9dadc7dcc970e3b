using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Bytes;

public sealed class HttpFileTests : IDisposable
{
    private static readonly HttpPatience Hasty = new() { Wait = TimeSpan.FromSeconds(0.5), Pause = TimeSpan.FromMilliseconds(5), Trials = 3 };
    private readonly TiffMaker _maker = new() { Width = 1024, Height = 768, TileSize = 256,
        Value = (x, y, b) => ((x * 7919) + (y * 104729) + (b * 1299709) + (x * y)) % 251, Compression = 8 };
    private readonly RangeServer _server;

    public HttpFileTests() => _server = new RangeServer(_maker.ToArray());

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Raster_ByAddress_IsThatOfTheFile()
    {
        using var raster = RasterOpener.Open(_server.Address);
        Assert.Equal((1024, 768), (raster.Width, raster.Height));
        var (samples, _) = RasterReading.All(raster, window: 256);
        Assert.Equal(Enumerable.Range(0, samples.Length).Select(i => _maker.Value(i % 1024, i / 1024 % 768, i / (1024 * 768))), samples);
        Assert.InRange(_server.BytesSent, _server.File.Length / 2, (long)(1.05 * _server.File.Length));
    }

    [Fact]
    public void Window_OfOneTile_NeedsLittleMoreThanItsBytes()
    {
        using var raster = RasterOpener.Open(_server.Address);
        long before = _server.BytesSent;
        var pixels = raster.NewPixels(3);
        pixels.Begin(new Window(256, 256, 256, 256));
        raster.Read(0, [0, 1, 2], pixels);
        Assert.InRange(_server.BytesSent - before, 1, 1.05 * _server.File.Length / 12 + (32 << 10));
    }

    [Theory]
    [InlineData("503 Busy")]
    [InlineData("short")]
    [InlineData("stall")]
    public void Server_ThatFailsNowAndThen_IsAskedAgain(string fault)
    {
        _server.Fault = request => request % 2 == 1 ? fault : null;
        using var file = HttpFile.Open(_server.Address, Hasty);
        byte[] bytes = new byte[100_000];
        file.ReadExactly(1000, bytes);
        Assert.Equal(_server.File[1000..101_000], bytes);
    }

    [Theory]
    [InlineData("503 Busy", "tried 3 times")]
    [InlineData("short", "tried 3 times")]
    [InlineData("stall", "nothing came for 0.5 s")]
    [InlineData("200", "serves ranges")]
    [InlineData("404 Not Found", "404")]
    public void Server_ThatFailsAlways_IsNamed(string fault, string said)
    {
        _server.Fault = _ => fault;
        var problem = Assert.Throws<GeoException>(() => HttpFile.Open(_server.Address, Hasty));
        Assert.StartsWith(_server.Address, problem.Message, StringComparison.Ordinal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatChangesOnTheServer_IsNoticed()
    {
        using var file = HttpFile.Open(_server.Address, Hasty);
        _server.Tag = "\"2\"";
        Assert.Contains("was changed", Assert.Throws<GeoException>(() => file.ReadExactly(50_000, new byte[100_000])).Message,
            StringComparison.Ordinal);
        Assert.Throws<GeoException>(file.RequireUnchanged);
    }

    [Fact]
    public void Server_ThatIsGone_EndsTheRunAndLosesNoTile()
    {
        using var raster = GeoTiff.Open(HttpFile.Open(_server.Address, Hasty), localPath: null);
        _server.Fault = _ => "503 Busy";
        var pixels = raster.NewPixels(3);
        pixels.Begin(new Window(0, 0, 300, 300));
        Assert.Throws<GeoException>(() => raster.Read(0, [0, 1, 2], pixels));   // a damaged tile would be a BlockException, listed as failed
    }

    [Fact]
    public void Address_OfAnotherKind_IsRefused() =>
        Assert.Contains("https://", Assert.Throws<GeoException>(() => RasterOpener.Open("ftp://host/a.tif")).Message, StringComparison.Ordinal);
}
