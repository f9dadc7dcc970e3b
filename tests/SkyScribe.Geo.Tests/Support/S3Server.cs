using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace SkyScribe.Geo.Tests.Support;

/// <summary>npm's s3rver with one bucket, on a free port of the loopback.</summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "rasters";
    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-s3-").FullName;

    private S3Server(string program, int port)
    {
        Address = FormattableString.Invariant($"http://127.0.0.1:{port}");
        _process = Process.Start(new ProcessStartInfo(
            "node", [program, "--silent", "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--directory", _folder,
            "--configure-bucket", Bucket]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Who may read and write.</summary>
    public static BasicAWSCredentials Key { get; } = new("S3RVER", "S3RVER");

    public string Address { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<S3Server> StartAsync()
    {
        string program = Path.Combine(Npm.Folder(["s3rver@3.7.1"]), "node_modules", "s3rver", "bin", "s3rver.js");
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var server = new S3Server(program, port);
        using var client = server.Client();
        for (int trial = 0; ; trial++)
        {
            try
            {
                await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, TestContext.Current.CancellationToken);
                return server;
            }
            catch (Exception) when (trial < 100 && !server._process.HasExited)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
    }

    /// <summary>A client; the caller disposes of it.</summary>
    public AmazonS3Client Client() => new(Key, new AmazonS3Config
    {
        ServiceURL = Address, ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
    });

    /// <summary>Puts a file into the bucket.</summary>
    public async Task Put(string key, string path)
    {
        using var client = Client();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, FilePath = path, UseChunkEncoding = false },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Ends it.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
