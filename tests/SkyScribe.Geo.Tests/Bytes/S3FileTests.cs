using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Geo.Tests.Bytes;

/// <summary>Rasters in a bucket of npm's s3rver.</summary>
public sealed class S3FileTests : IDisposable
{
    private const string Bucket = "rasters";
    private static readonly BasicAWSCredentials Key = new("S3RVER", "S3RVER");
    private readonly TestFolder _folder = new();
    private Process? _server;

    public void Dispose()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Raster_InABucket_IsReadAsFromTheDisk()
    {
        string server = await Serve(), path = new TiffMaker { Width = 700, Height = 500, TileSize = 64, Compression = 8 }.At(500_000, 5_000_000, 0.5)
            .Write(_folder.PathOf("a.tif"));
        await Put(server, "folder/a b.tif", path);
        var file = S3File.Open($"s3://{Bucket}/folder/a b.tif", Key, server);
        Assert.Equal(new FileInfo(path).Length, file.Length);
        using var raster = GeoTiff.Open(file, localPath: null);
        using var local = GeoTiff.Open(path);
        Assert.Equal(local.Transform, raster.Transform);
        Assert.Equal(RasterReading.All(local, window: 300).Samples, RasterReading.All(raster, window: 300).Samples);
        file.RequireUnchanged();
        await Put(server, "folder/a b.tif", new TiffMaker().Write(_folder.PathOf("b.tif")));
        Assert.Contains("was changed", Assert.Throws<GeoException>(file.RequireUnchanged).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_ThatIsNotThere_IsNamed()
    {
        string server = await Serve();
        var problem = Assert.Throws<GeoException>(() => S3File.Open($"s3://{Bucket}/none.tif", Key, server));
        Assert.StartsWith($"s3://{Bucket}/none.tif", problem.Message, StringComparison.Ordinal);
        Assert.Contains("404", problem.Message, StringComparison.Ordinal);
        Assert.Contains("404", Assert.Throws<GeoException>(() => S3File.Open("s3://no-such-bucket/a.tif", Key, server)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatIsNotThere_IsSaidAfterSomeTrials()
    {
        var patience = new HttpPatience { Trials = 2, Pause = TimeSpan.FromMilliseconds(1) };
        var problem = Assert.Throws<GeoException>(() => S3File.Open($"s3://{Bucket}/a.tif", Key, "http://127.0.0.1:1", patience));
        Assert.Contains("tried 2 times", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket")]
    [InlineData("s3:///key")]
    public void Address_WithoutBucketOrKey_IsRefused(string address) =>
        Assert.Contains("s3://BUCKET/KEY", Assert.Throws<GeoException>(() => RasterOpener.Open(address)).Message, StringComparison.Ordinal);

    private static AmazonS3Client Client(string server) => new(Key, new AmazonS3Config
    {
        ServiceURL = server, ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
    });

    private static async Task Put(string server, string key, string path)
    {
        using var client = Client(server);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, FilePath = path, UseChunkEncoding = false },
            TestContext.Current.CancellationToken);
    }

    private async Task<string> Serve()
    {
        string program = Path.Combine(Npm.Folder(["s3rver@3.7.1"]), "node_modules", "s3rver", "bin", "s3rver.js");
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        string server = FormattableString.Invariant($"http://127.0.0.1:{port}");
        _server = Process.Start(new ProcessStartInfo(
            "node", [program, "--silent", "--address", "127.0.0.1", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--directory",
            _folder.PathOf("s3"), "--configure-bucket", Bucket]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var client = Client(server);
        for (int trial = 0; ; trial++)
        {
            try
            {
                await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, TestContext.Current.CancellationToken);
                return server;
            }
            catch (Exception) when (trial < 100 && !_server.HasExited)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }
}
