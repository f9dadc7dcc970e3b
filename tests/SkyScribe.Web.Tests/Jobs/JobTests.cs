using System.Net.ServerSentEvents;
using System.Text.Json;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Search;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public async Task Job_OfARaster_GivesWhatTheCommandGives()
    {
        await using var server = await RunningServer.StartAsync();
        string id = await Rasters.Caption(server, Rasters.Small());
        var layer = await server.Get($"/v1/layers/{id}");
        Assert.Equal("field.tif", layer.GetProperty("name").GetString());
        Assert.Equal(15, layer.GetProperty("tiles").GetInt64());
        Assert.Equal(32633, layer.GetProperty("epsg").GetInt32());

        string raster = Path.Combine(server.Folder, "own.tif"), output = Path.Combine(server.Folder, "own.gpkg"), sent = Path.Combine(server.Folder, "sent.gpkg");
        File.WriteAllBytes(raster, Rasters.Small());
        using var model = RunningServer.OpenTiny();
        await new RasterJob(model, [raster], new RasterOptions { Tile = 32, Overlap = 0 }, output).RunAsync(
            resume: false, new Progress<RasterProgress>(), _ => { }, default);
        File.WriteAllBytes(sent, await server.Client.GetByteArrayAsync($"/v1/layers/{id}.gpkg"));
        var (expected, found) = (LayerReader.Read(output).Rows.ToArray(), LayerReader.Read(sent).Rows.ToArray());
        Assert.Equal(expected.Select(row => row.Caption), found.Select(row => row.Caption));
        Assert.Equal(expected.Select(row => row.Values["confidence"]), found.Select(row => row.Values["confidence"]));
        Assert.All(found, row => Assert.Equal("field.tif", row.Values["raster"]));
    }

    [Fact]
    public async Task Events_OfAJob_EndWithItsEnd()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await RunningServer.Read(await server.Send("POST", "/v1/rasters?tile=32", RunningServer.Body(Rasters.Small(), "image/tiff")), 202);
        string id = job.GetProperty("id").GetString()!;
        using var stream = await server.Client.GetStreamAsync($"/v1/jobs/{id}/events");
        var states = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            Assert.Equal("job", item.EventType);
            states.Add(JsonDocument.Parse(item.Data).RootElement.GetProperty("state").GetString()!);
        }

        Assert.Equal("done", states[^1]);
    }

    [Fact]
    public async Task Cancel_OfARunningJob_EndsItAndLeavesNothing()
    {
        using var model = new SlowModel();
        await using var server = await RunningServer.StartAsync(model: model);
        model.Close();
        var job = await RunningServer.Read(await server.Send("POST", "/v1/rasters?tile=32", RunningServer.Body(Rasters.Small(), "image/tiff")), 202);
        string id = job.GetProperty("id").GetString()!;
        await Rasters.WaitFor(server, id, one => Rasters.State(one) == "running");
        Assert.Equal(204, (int)(await server.Send("DELETE", $"/v1/jobs/{id}")).StatusCode);
        Assert.Equal("cancelled", Rasters.State(await server.Get($"/v1/jobs/{id}")));
        model.Open();
        string next = await Rasters.Caption(server, Rasters.Small());   // the runner is free again
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(server.Folder, "*", SearchOption.AllDirectories),
            path => path.Contains(id, StringComparison.Ordinal));
        Assert.Equal(204, (int)(await server.Send("DELETE", $"/v1/jobs/{id}")).StatusCode);
        await RunningServer.Problem(await server.Send("GET", $"/v1/jobs/{id}"), 404);
        Assert.Equal(204, (int)(await server.Send("DELETE", $"/v1/jobs/{next}")).StatusCode);
        await RunningServer.Problem(await server.Send("GET", $"/v1/layers/{next}"), 404);
    }

    [Fact]
    public async Task Job_ThatTheServersEndCutOff_GoesOnAtTheNextStart()
    {
        using var model = new SlowModel();
        var first = await RunningServer.StartAsync(model: model);
        string folder = first.Folder;
        try
        {
            model.Close();
            var job = await RunningServer.Read(await first.Send("POST", "/v1/rasters?tile=16&overlap=0", RunningServer.Body(Rasters.Small(), "image/tiff")), 202);
            string id = job.GetProperty("id").GetString()!;
            await Rasters.WaitFor(first, id, one => Rasters.State(one) == "running");
            model.Batches.Clear();
            var stopping = first.StopAsync();
            model.Open();
            await stopping;
            int before = model.Batches.Sum();
            await using var second = await RunningServer.StartAsync(model: model, folder: folder);
            await Rasters.WaitFor(second, id, one => Rasters.State(one) == "done");
            Assert.Equal(60, (await second.Get($"/v1/layers/{id}")).GetProperty("tiles").GetInt64());
            Assert.True(before + model.Batches.Sum() < 150, "tiles were captioned again");
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [Theory]
    [InlineData("image/tiff", "tile=5", 400)]
    [InlineData("image/tiff", "tile=x", 400)]
    [InlineData("image/tiff", "bands=9", 400)]
    [InlineData("image/tiff", "columns=no-such-attribute", 400)]
    [InlineData("text/plain", "", 415)]
    public async Task Post_WithAWrongOption_IsRefusedAndLeavesNothing(string type, string query, int status)
    {
        await using var server = await RunningServer.StartAsync();
        string problem = await RunningServer.Problem(
            await server.Send("POST", $"/v1/rasters?{query}", RunningServer.Body(Rasters.Small(), type)), status);
        Assert.DoesNotContain(server.Folder, problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "data", "rasters")));
        Assert.Empty((await server.Get("/v1/jobs")).GetProperty("jobs").EnumerateArray());
    }

    [Fact]
    public async Task Post_WhatIsNoRaster_SaysSoWithoutTheServersPath()
    {
        await using var server = await RunningServer.StartAsync();
        string problem = await RunningServer.Problem(
            await server.Send("POST", "/v1/rasters?name=../../evil.tif", RunningServer.Body([1, 2, 3], "image/tiff")), 422);
        Assert.StartsWith("evil.tif:", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Folder, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BeyondTheQuota_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(options => options with { QuotaBytes = 200_000 });
        await RunningServer.Problem(await server.Send("POST", "/v1/rasters", RunningServer.Body(Rasters.Small(400, 400), "image/tiff")), 507);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "data", "uploads")));
        await Rasters.Caption(server, Rasters.WithoutPlace());
    }
}
