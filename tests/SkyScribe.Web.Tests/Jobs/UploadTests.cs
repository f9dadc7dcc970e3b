using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Jobs;

public sealed class UploadTests
{
    [Fact]
    public async Task Upload_InParts_BecomesAJob()
    {
        await using var server = await RunningServer.StartAsync();
        byte[] raster = Rasters.Small();
        string address = await Begin(server, raster.Length);
        Assert.Equal("0", await Offset(server, address));
        await RunningServer.Read(await Part(server, address, raster, 0, 1000), 200);
        Assert.Equal("1000", await Offset(server, address));
        string problem = await RunningServer.Problem(await Part(server, address, raster, 500, 700), 409);
        Assert.Contains("1000 bytes have arrived", problem, StringComparison.Ordinal);
        await RunningServer.Problem(await server.Send("PUT", address, RunningServer.Body(raster, "application/octet-stream")), 400);
        var last = await Part(server, address, raster, 1000, raster.Length);
        string id = (await RunningServer.Read(last, 202)).GetProperty("id").GetString()!;
        await Rasters.WaitFor(server, id, job => Rasters.State(job) == "done");
        Assert.Equal(raster, File.ReadAllBytes(Directory.GetFiles(Path.Combine(server.Folder, "data", "rasters")).Single()));
        var again = await server.Send("HEAD", address);   // a client that missed the answer
        Assert.Equal($"/v1/jobs/{id}", again.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Upload_ThatTheServersEndCutOff_GoesOn()
    {
        byte[] raster = Rasters.Small();
        var first = await RunningServer.StartAsync();
        string address = await Begin(first, raster.Length);
        await RunningServer.Read(await Part(first, address, raster, 0, 5000), 200);
        await first.StopAsync();
        await using var second = await RunningServer.StartAsync(folder: first.Folder);
        Assert.Equal("5000", await Offset(second, address));
        await RunningServer.Read(await Part(second, address, raster, 5000, raster.Length), 202);
    }

    [Fact]
    public async Task Upload_OfWhatIsNoRaster_IsRefusedAtItsEnd()
    {
        await using var server = await RunningServer.StartAsync();
        string address = await Begin(server, 100);
        await RunningServer.Problem(await Part(server, address, new byte[100], 0, 100), 422);
        await RunningServer.Problem(await server.Send("GET", address.Replace("uploads", "jobs", StringComparison.Ordinal)), 404);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "data"), "*.tif", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(-5, 400)]
    [InlineData(1L << 50, 413)]
    [InlineData(1L << 30, 507)]
    public async Task Upload_OfAWrongSize_IsRefused(long size, int status)
    {
        await using var server = await RunningServer.StartAsync(options => options with { QuotaBytes = 1 << 25 });
        await RunningServer.Problem(await server.Send("POST", "/v1/uploads", RunningServer.Json(new { name = "a.tif", size })), status);
    }

    [Fact]
    public async Task Upload_ThatIsGivenUp_FreesItsRoom()
    {
        await using var server = await RunningServer.StartAsync(options => options with { QuotaBytes = 3 << 20 });
        string address = await Begin(server, 2 << 20);
        await RunningServer.Problem(await server.Send("POST", "/v1/uploads", RunningServer.Json(new { name = "a.tif", size = 2 << 20 })), 507);
        Assert.Equal(204, (int)(await server.Send("DELETE", address)).StatusCode);
        await Begin(server, 2 << 20);
    }

    private static async Task<string> Begin(RunningServer server, long size)
    {
        var answer = await server.Send("POST", "/v1/uploads?tile=32", RunningServer.Json(new { name = "a.tif", size }));
        await RunningServer.Read(answer, 201);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string> Offset(RunningServer server, string address)
    {
        var answer = await server.Send("HEAD", address);
        Assert.Equal(204, (int)answer.StatusCode);
        return Assert.Single(answer.Headers.GetValues("Upload-Offset"));
    }

    private static Task<HttpResponseMessage> Part(RunningServer server, string address, byte[] raster, int from, int to) => server.Send(
        "PUT", address, RunningServer.Body(raster[from..to], "application/octet-stream"),
        ("Content-Range", $"bytes {from}-{to - 1}/{raster.Length}"));
}
