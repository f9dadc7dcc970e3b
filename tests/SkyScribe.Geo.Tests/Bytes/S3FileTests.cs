using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Bytes;

/// <summary>Rasters in a bucket of npm's s3rver.</summary>
public sealed class S3FileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Raster_InABucket_IsReadAsFromTheDisk()
    {
        using var server = await S3Server.StartAsync();
        string path = new TiffMaker { Width = 700, Height = 500, TileSize = 64, Compression = 8 }.At(500_000, 5_000_000, 0.5)
            .Write(_folder.PathOf("a.tif"));
        await server.Put("folder/a b.tif", path);
        var file = S3File.Open($"s3://{S3Server.Bucket}/folder/a b.tif", S3Server.Key, server.Address);
        Assert.Equal(new FileInfo(path).Length, file.Length);
        using var raster = GeoTiff.Open(file, localPath: null);
        using var local = GeoTiff.Open(path);
        Assert.Equal(local.Transform, raster.Transform);
        Assert.Equal(RasterReading.All(local, window: 300).Samples, RasterReading.All(raster, window: 300).Samples);
        file.RequireUnchanged();
        await server.Put("folder/a b.tif", new TiffMaker().Write(_folder.PathOf("b.tif")));
        Assert.Contains("was changed", Assert.Throws<GeoException>(file.RequireUnchanged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_ThatIsNotThere_IsNamed()
    {
        using var server = await S3Server.StartAsync();
        string missing = $"s3://{S3Server.Bucket}/none.tif";
        var problem = Assert.Throws<GeoException>(() => S3File.Open(missing, S3Server.Key, server.Address));
        Assert.StartsWith(missing, problem.Message, StringComparison.Ordinal);
        Assert.Contains("404", problem.Message, StringComparison.Ordinal);
        Assert.Contains("404", Assert.Throws<GeoException>(() => S3File.Open("s3://no-such-bucket/a.tif", S3Server.Key, server.Address)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatIsNotThere_IsSaidAfterSomeTrials()
    {
        var patience = new HttpPatience { Trials = 2, Pause = TimeSpan.FromMilliseconds(1) };
        string address = $"s3://{S3Server.Bucket}/a.tif";
        var problem = Assert.Throws<GeoException>(() => S3File.Open(address, S3Server.Key, "http://127.0.0.1:1", patience));
        Assert.Contains("tried 2 times", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("s3:///key")]
    public void Address_WithoutBucketOrKey_IsRefused(string address) =>
        Assert.Contains("s3://BUCKET/KEY", Assert.Throws<GeoException>(() => RasterOpener.Open(address)).Message, StringComparison.Ordinal);
}
