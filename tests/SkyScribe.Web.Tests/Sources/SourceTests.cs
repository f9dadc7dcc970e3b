using System.Net;
using System.Net.Sockets;
using System.Text;
using SkyScribe.Web.Answers;
using SkyScribe.Web.Options;
using SkyScribe.Web.Sources;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Sources;

public sealed class SourceTests
{
    [Fact]
    public async Task Path_BelowAnAllowedFolder_IsCaptioned()
    {
        using var scenes = new Scenes();
        await using var server = await RunningServer.StartAsync(options => options with { AllowedSources = [scenes.Allowed] });
        var answer = await server.Send("POST", "/v1/rasters?tile=32", RunningServer.Json(new { source = Path.Combine(scenes.Allowed, "a.tif") }));
        string id = (await RunningServer.Read(answer, 202)).GetProperty("id").GetString()!;
        var job = await Rasters.WaitFor(server, id, one => Rasters.State(one) == "done");
        Assert.Equal("a.tif", job.GetProperty("name").GetString());
        Assert.Equal(204, (int)(await server.Send("DELETE", $"/v1/jobs/{id}")).StatusCode);
        Assert.True(File.Exists(Path.Combine(scenes.Allowed, "a.tif")), "a raster that was only named is not the server's to delete");
    }

    [Fact]
    public async Task Path_ThatLeavesTheFolder_IsRefusedLikeOneThatIsMissing()
    {
        using var scenes = new Scenes();
        await using var server = await RunningServer.StartAsync(options => options with { AllowedSources = [scenes.Allowed] });
        string missing = await Refused(server, Path.Combine(scenes.Allowed, "missing.tif"));
        foreach (string source in (string[])[
            Path.Combine(scenes.Outside, "b.tif"), Path.Combine(scenes.Allowed, "..", "outside", "b.tif"), Path.Combine(scenes.Allowed, "link.tif"),
            Path.Combine(scenes.Allowed, "folder", "b.tif"), "a.tif", scenes.Allowed, scenes.Allowed + "-beside/a.tif", "/etc/passwd",
            Path.Combine(scenes.Allowed, "notes.txt"), Path.Combine(scenes.Allowed, "a.vrt"), "\0", ""])
        {
            Assert.Equal(missing, await Refused(server, source));
        }
    }

    [Theory]
    [InlineData("http://example.org/a.tif")]
    [InlineData("http://127.0.0.1/a.tif")]
    [InlineData("http://user:word@data.example.org/a.tif")]
    [InlineData("http://data.example.org:8080/a.tif")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://data.example.org/a.tif")]
    [InlineData("http://[::1]/a.tif")]
    [InlineData("http://2130706433/a.tif")]
    public async Task Address_OfAnotherHost_IsRefused(string address)
    {
        await using var server = await RunningServer.StartAsync(options => options with { AllowedSources = ["data.example.org"] });
        await Refused(server, address);
    }

    [Fact]
    public async Task Address_OfAnAllowedHost_IsFetchedAndItsRedirectsAreChecked()
    {
        byte[] raster = Rasters.Small();
        using var scenes = new Scenes();
        using var files = new FileHost(path => path switch
        {
            "/a.tif" => ("200 OK", "", raster), "/moved.tif" => ("302 Found", "Location: /a.tif\r\n", []),
            "/away.tif" => ("302 Found", "Location: http://127.0.0.2/a.tif\r\n", []), "/round.tif" => ("302 Found", "Location: /round.tif\r\n", []),
            _ => ("404 Not Found", "", []),
        });
        await using var server = await RunningServer.StartAsync(options => options with { AllowedSources = [$"127.0.0.1:{files.Port}"] });
        foreach (var (path, state, error) in ((string, string, string)[])[
            ("a.tif", "done", ""), ("moved.tif", "done", ""), ("away.tif", "failed", "may not be read"), ("round.tif", "failed", "redirected"),
            ("none.tif", "failed", "404")])
        {
            var answer = await server.Send("POST", "/v1/rasters?tile=32", RunningServer.Json(new { source = $"http://127.0.0.1:{files.Port}/{path}" }));
            string id = (await RunningServer.Read(answer, 202)).GetProperty("id").GetString()!;
            var job = await Rasters.WaitFor(server, id, one => Rasters.State(one) is "done" or "failed");
            Assert.True(Rasters.State(job) == state, job.GetRawText());
            Assert.Contains(error, job.TryGetProperty("error", out var said) ? said.GetString()! : "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("2002:0a00:0001::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2606:4700:4700::1111", true)]
    public void Address_IsPublic(string address, bool isPublic)
    {
        Assert.Equal(isPublic, SourceRules.IsPublic(IPAddress.Parse(address)));
        if (!isPublic)
        {
            Assert.Throws<RefusedException>(
                () => SourceRules.CheckAddresses("data.example.org", [IPAddress.Parse("8.8.8.8"), IPAddress.Parse(address)]));
        }
    }

    [Fact]
    public void Entry_ThatIsNeitherFolderNorHost_IsNamed() => Assert.Contains("neither a folder", Assert.Throws<IO.OptionException>(
        () => new SourceRules(new ServeOptions { Data = "d", AllowedSources = ["/no/such/folder"] })).Message, StringComparison.Ordinal);

    private static async Task<string> Refused(RunningServer server, string source) =>
        await RunningServer.Problem(await server.Send("POST", "/v1/rasters", RunningServer.Json(new { source })), 403);

    /// <summary>A folder that is allowed, and another beside it.</summary>
    private sealed class Scenes : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("skyscribe-scenes-").FullName;

        public Scenes()
        {
            Directory.CreateDirectory(Allowed);
            Directory.CreateDirectory(Outside);
            Directory.CreateDirectory(Allowed + "-beside");
            File.WriteAllBytes(Path.Combine(Allowed, "a.tif"), Rasters.Small());
            File.WriteAllText(Path.Combine(Allowed, "notes.txt"), "text");
            File.WriteAllText(Path.Combine(Allowed, "a.vrt"), "<VRTDataset/>");
            File.WriteAllBytes(Path.Combine(Outside, "b.tif"), Rasters.Small());
            File.WriteAllBytes(Path.Combine(Allowed + "-beside", "a.tif"), Rasters.Small());
            File.CreateSymbolicLink(Path.Combine(Allowed, "link.tif"), Path.Combine(Outside, "b.tif"));
            Directory.CreateSymbolicLink(Path.Combine(Allowed, "folder"), Outside);
        }

        public string Allowed => Path.Combine(_root, "scenes");

        public string Outside => Path.Combine(_root, "outside");

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }

    /// <summary>A web server of a few files.</summary>
    private sealed class FileHost : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public FileHost(Func<string, (string Status, string Headers, byte[] Body)> answer)
        {
            _listener.Start();
            _ = Task.Run(async () =>
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    using var reader = new StreamReader(stream, leaveOpen: true);
                    string path = (await reader.ReadLineAsync() ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }

                    var (status, headers, body) = answer(path);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
                    await stream.WriteAsync(body);
                }
            });
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();
    }
}
