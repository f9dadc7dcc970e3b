using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Queue;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Web.Options;
using SkyScribe.Web.Tests.Support;

namespace SkyScribe.Web.Tests.Jobs;

/// <summary>Jobs whose shards go to workers: a real queue, workers as processes.</summary>
public sealed class QueuedWorkTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("skyscribe-queued-").FullName;
    private readonly List<string> _said = [];
    private readonly List<Process> _workers = [];

    private string Results => Path.Combine(_root, "results");

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            if (!worker.HasExited)
            {
                worker.Kill();
            }

            worker.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Layer_OfWorkers_EqualsThatOfTheServerItself_AndLeavesNothingBehind()
    {
        using var nats = new NatsServer(_root);
        byte[] raster = Rasters.Small(160, 256);
        await using var local = await RunningServer.StartAsync();
        string alone = await Rasters.Caption(local, raster, "tile=32&overlap=0&smooth=1");
        await using var server = await RunningServer.StartAsync(options => Queued(options, nats));
        Worker(nats);
        Worker(nats);
        foreach (string _ in (string[])["first", "again"])   // the second time with the same workers, and another plan
        {
            string shared = await Rasters.Caption(server, raster, "tile=32&overlap=0&smooth=1");
            Assert.Equal(await Layer(local, alone), await Layer(server, shared));
            Assert.Equal(
                (await local.Get($"/v1/layers/{alone}")).GetProperty("bounds").GetRawText(),
                (await server.Get($"/v1/layers/{shared}")).GetProperty("bounds").GetRawText());
            Assert.Equal(40, (await server.Get($"/v1/jobs/{shared}")).GetProperty("progress").GetProperty("done").GetInt32());
            await Until(() => !Directory.EnumerateFiles(Results, "*", SearchOption.AllDirectories).Any());
        }

        Assert.True(_said.Count(line => line.EndsWith(": done", StringComparison.Ordinal)) >= 16, string.Join('\n', _said));
    }

    [Fact]
    public async Task Job_WithoutWorkers_SaysSo_AndEndsOnceOneComes_AlthoughServerAndQueueWereKilled()
    {
        using var nats = new NatsServer(_root);
        var first = await RunningServer.StartAsync(options => Queued(options, nats));
        var body = RunningServer.Body(Rasters.Small(160, 256), "image/tiff");
        var answer = await first.Send("POST", "/v1/rasters?name=field.tif&tile=32&overlap=0", body);
        string id = (await RunningServer.Read(answer, 202)).GetProperty("id").GetString()!;
        var waiting = await Rasters.WaitFor(first, id, job => job.GetProperty("progress").TryGetProperty("note", out var _));
        Assert.Equal("queued", Rasters.State(waiting));
        string note = waiting.GetProperty("progress").GetProperty("note").GetString()!;
        Assert.Contains("no worker has taken a shard for ", note, StringComparison.Ordinal);

        using (var worker = Worker(nats))
        {
            var begun = await Rasters.WaitFor(first, id, job => job.GetProperty("progress").GetProperty("done").GetInt32() > 0);
            Assert.Equal("running", Rasters.State(begun));
            worker.Kill();
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            _workers.Clear();
        }

        await first.StopAsync();
        nats.Kill();
        nats.Start();
        await using var second = await RunningServer.StartAsync(options => Queued(options, nats), folder: first.Folder);
        Worker(nats);
        var ended = await Rasters.WaitFor(second, id, job => Rasters.State(job) is "done" or "failed");
        Assert.True(Rasters.State(ended) == "done", ended.GetRawText());
        Assert.Equal(40, ended.GetProperty("progress").GetProperty("done").GetInt32());
        Assert.Equal(200, (int)(await second.Client.GetAsync($"/v1/layers/{id}.gpkg")).StatusCode);
    }

    [Fact]
    public async Task Job_ThatIsCancelled_IsTakenOutOfTheQueue_AndTheNextOneGoesOn()
    {
        using var nats = new NatsServer(_root);
        await using var server = await RunningServer.StartAsync(options => Queued(options, nats));
        var answer = await server.Send("POST", "/v1/rasters?name=a.tif&tile=32&overlap=0", RunningServer.Body(Rasters.Small(160, 256), "image/tiff"));
        string id = (await RunningServer.Read(answer, 202)).GetProperty("id").GetString()!;
        await Rasters.WaitFor(server, id, job => job.GetProperty("progress").TryGetProperty("note", out var _));
        Assert.Equal(204, (int)(await server.Send("DELETE", $"/v1/jobs/{id}")).StatusCode);
        await Until(() => !Directory.Exists(Path.Combine(server.Folder, "data", "layers", id)));
        Worker(nats);
        await Rasters.Caption(server, Rasters.Small(96, 96));
        Assert.DoesNotContain(_said, line => line.StartsWith("shard 7", StringComparison.Ordinal));   // the cancelled one had eight
    }

    [Fact]
    public async Task Shards_ThatNoWorkerCanDo_FailTheJobWithTheReason()
    {
        using var nats = new NatsServer(_root);
        await using var server = await RunningServer.StartAsync(options => Queued(options, nats));
        var answer = await server.Send("POST", "/v1/rasters?name=a.tif&tile=32&overlap=0", RunningServer.Body(Rasters.Small(96, 96), "image/tiff"));
        string id = (await RunningServer.Read(answer, 202)).GetProperty("id").GetString()!;
        await Rasters.WaitFor(server, id, job => job.GetProperty("progress").TryGetProperty("note", out var _));
        string file = Path.Combine(server.Folder, "data", "rasters", id + ".tif");
        File.Move(file, file + ".away");   // as on a machine without the share
        Worker(nats);
        var ended = await Rasters.WaitFor(server, id, job => Rasters.State(job) is "done" or "failed");
        string error = ended.GetProperty("error").GetString()!;
        Assert.Contains("no worker could do any of it: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Folder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAQueueThatCannotBeUsed_IsOneSentence()
    {
        using var nats = new NatsServer(_root);
        using var model = RunningServer.OpenTiny();
        await (await RunningServer.StartAsync(options => Queued(options, nats))).DisposeAsync();
        PlanWriter.Write(Path.Combine(_root, "plan"), [new PlannedImage("a.png", "none")], PlanSettings.Of(PlanKind.Images, model), shardSize: 1);
        await using (var queue = await ShardQueue.Open(new QueueChoice { Url = nats.Url }, TestContext.Current.CancellationToken))
        {
            var taken = await Assert.ThrowsAsync<BatchException>(() => queue.Publish(
                BatchPlan.Open(Path.Combine(_root, "plan")), again: false, new Progress<IO.WorkProgress>(), TestContext.Current.CancellationToken));
            Assert.Contains("is the queue of a server's jobs", taken.Message, StringComparison.Ordinal);
        }

        nats.Kill();
        var gone = await Assert.ThrowsAsync<BatchException>(() => RunningServer.StartAsync(options => Queued(options, nats)));
        Assert.Contains("no NATS server answers", gone.Message, StringComparison.Ordinal);
    }

    private static async Task<string> Layer(RunningServer server, string id)
    {
        string text = await (await server.Client.GetAsync($"/v1/layers/{id}.geojson")).Content.ReadAsStringAsync();
        Assert.Equal("FeatureCollection", JsonDocument.Parse(text).RootElement.GetProperty("type").GetString());
        return text;
    }

    private ServeOptions Queued(ServeOptions options, NatsServer nats) => options with
    {
        Queue = new QueueChoice { Url = nats.Url }, Results = Results, TilesOfAShard = 5, WorkerSilence = TimeSpan.FromSeconds(2),
    };

    private Process Worker(NatsServer nats)
    {
        _workers.Add(Programs.Probe(
            _said, "work", "--nats", nats.Url, "--out", Results, "--model", Programs.Model, "--threads", "1", "--lease", "4"));
        return _workers[^1];
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (int i = 0; i < 600 && !isSo(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(isSo());
    }
}
