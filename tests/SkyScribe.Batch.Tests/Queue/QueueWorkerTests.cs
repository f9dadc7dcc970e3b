using System.Diagnostics;
using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Imaging;

namespace SkyScribe.Batch.Tests.Queue;

/// <summary>Workers as processes, a real server, and all that can happen to both.</summary>
public sealed class QueueWorkerTests : IDisposable
{
    private readonly BatchFolder _folder = new();
    private readonly List<string> _said = [];
    private readonly List<Process> _workers = [];

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

        _folder.Dispose();
    }

    [Fact]
    public async Task Layer_AfterKillsARestartAFreezeAndPoison_HasEachGoodTileOnce()
    {
        using var server = new NatsServer(_folder.Root);
        string[] good = [.. Enumerable.Range(0, 4).Select(i => Raster($"good{i}", i, (x, y, b) => ((x * x / 40) + (y * 3) + (b * 60) + i) % 200))];
        string[] poison = [Raster("throws", 4, (_, _, b) => b == 1 ? 0 : 255, 48), Raster("kills", 5, (_, _, b) => b == 2 ? 0 : 255, 48)];
        var plan = await Plan([.. good, .. poison]);
        Assert.Equal(0, await Run("publish", plan.Folder, "--nats", server.Url));
        Assert.Equal(0, await Run("publish", plan.Folder, "--nats", server.Url));
        Assert.Contains(_said, line => line.Contains($"0 of {plan.Shards.Count} shards are new", StringComparison.Ordinal));

        var (killed, frozen, third) = (Worker(server), Worker(server), Worker(server));
        await Until(() => Done() >= 3);
        Programs.Signal(killed, "KILL");
        Programs.Signal(frozen, "STOP");
        await Until(() => Done() >= 6);
        server.Kill();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        server.Start();
        await Until(() => Done() >= 9);
        Programs.Signal(frozen, "CONT");

        // As any scheduler does: a worker whose process has died is started again.
        await Until(() =>
        {
            if (_workers.All(worker => worker.HasExited))
            {
                if (_workers[^1].ExitCode is 0 or 65)
                {
                    return true;
                }

                Worker(server);
            }

            return false;
        });
        var results = _folder.Results();
        var states = ShardStates.Of(plan, results, partial: false);
        new RasterCollector(plan, states).Layer(0).Write(_folder.PathOf("all.csv"), report: null);

        using var model = Captioner.Load(Programs.Model, new CaptionerOptions { Threads = 1 });
        var job = new RasterJob(model, good, BatchFolder.Options, _folder.PathOf("one.csv"));
        await job.RunAsync(resume: false, new Progress<RasterProgress>(), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllText(_folder.PathOf("one.csv")), File.ReadAllText(_folder.PathOf("all.csv")));
        Assert.Equal(File.ReadAllText(_folder.PathOf("one.regions.csv")), File.ReadAllText(_folder.PathOf("all.regions.csv")));
        Assert.Equal(1 + 18, File.ReadAllLines(_folder.PathOf("all.failed.csv")).Length);

        _said.Clear();
        Assert.Equal(1, await Run("dead", "--nats", server.Url));
        string[] dead = [.. _said.Where(line => line.StartsWith("plan ", StringComparison.Ordinal))];
        Assert.Equal(2, dead.Length);
        Assert.Contains("this picture is poison", dead[0], StringComparison.Ordinal);
        Assert.Contains("the process was ended in the middle each time", dead[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ThatDoNotFit_AreOneSentence()
    {
        using var server = new NatsServer(_folder.Root);
        var plan = await Plan([Raster("a", 0, (x, _, _) => x)]);
        var other = await Plan([Raster("b", 1, (x, _, _) => x)], "other");
        Assert.Equal(2, await Run("work", "--nats", server.Url, "--out", _folder.PathOf("results"), "--until-empty"));
        Assert.Contains(_said, line => line.Contains("there is no such queue; publish a plan", StringComparison.Ordinal));
        Assert.Equal(0, await Run("publish", plan.Folder, "--nats", server.Url));
        Assert.Equal(2, await Run("publish", other.Folder, "--nats", server.Url));
        Assert.Contains(_said, line => line.Contains("messages of another plan", StringComparison.Ordinal));
        Assert.Equal(2, await Run("work", "--nats", server.Url, "--out", _folder.PathOf("results"), "--until-empty"));
        Assert.Contains(_said, line => line.Contains("was made for another model", StringComparison.Ordinal));
        Assert.Equal(2, await Run("work", "--nats", server.Url, "--out", _folder.PathOf("results"), "--lease", "9"));
        Assert.Contains(_said, line => line.Contains("has other settings (ack Explicit, wait 30 s", StringComparison.Ordinal));
        Assert.Equal(0, await Run("work", "--nats", server.Url, "--out", _folder.PathOf("results"), "--until-empty", "--model", Programs.Model));
        server.Kill();
        Assert.Equal(2, await Run("dead", "--nats", $"nats://me:secret@127.0.0.1:{server.Port}"));
        Assert.Contains(_said, line => line.Contains("no NATS server answers", StringComparison.Ordinal));
        Assert.DoesNotContain(_said, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_ThatIsWrong_IsRefusedWithoutBeingShown()
    {
        using var server = new NatsServer(_folder.Root, "authorization { user: me, password: right }\n");
        var plan = await Plan([Raster("a", 0, (x, _, _) => x)]);
        Assert.Equal(2, await Run("publish", plan.Folder, "--nats", $"nats://me:secret@127.0.0.1:{server.Port}"));
        Assert.Contains(_said, line => line.Contains("lets nobody in with these credentials", StringComparison.Ordinal));
        Assert.DoesNotContain(_said, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(0, await Run("publish", plan.Folder, "--nats", $"nats://me:right@127.0.0.1:{server.Port}"));
    }

    private string Raster(string name, int place, Func<int, int, int, double> value, int side = 96) =>
        new TiffMaker { Width = side, Height = side, Value = value }.At(500_000 + (place * 1000), 5_000_000, 2).Write(_folder.PathOf(name + ".tif"));

    private async Task<BatchPlan> Plan(string[] rasters, string name = "plan")
    {
        using var model = Captioner.Load(Programs.Model, new CaptionerOptions { Threads = 1 });
        PlanWriter.Write(_folder.PathOf(name), RasterSet.Open(rasters, BatchFolder.Options, Rendering.Default, null),
            PlanSettings.Of(PlanKind.Rasters, model), shardSize: 12);
        await Task.CompletedTask;
        return BatchPlan.Open(_folder.PathOf(name));
    }

    private Process Worker(NatsServer server)
    {
        _workers.Add(Programs.Probe(_said, "work", "--nats", server.Url, "--out", _folder.PathOf("results"), "--model", Programs.Model, "--threads", "1",
            "--lease", "4", "--until-empty"));
        return _workers[^1];
    }

    private async Task<int> Run(params string[] arguments)
    {
        using var process = Programs.Probe(_said, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private int Done() => Directory.Exists(_folder.PathOf("results/done")) ? Directory.GetFiles(_folder.PathOf("results/done")).Length : 0;

    private async Task Until(Func<bool> isSo)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!isSo())
        {
            if (tooLong.IsCancellationRequested)
            {
                Assert.Fail($"after three minutes, {Done()} shards done:\n{string.Join('\n', _said.TakeLast(30))}");
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
