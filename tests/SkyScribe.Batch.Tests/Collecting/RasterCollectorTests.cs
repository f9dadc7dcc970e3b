using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Batch.Work;
using SkyScribe.Geo.Layers;

namespace SkyScribe.Batch.Tests.Collecting;

public sealed class RasterCollectorTests : IDisposable
{
    private readonly BatchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gpkg")]
    [InlineData("parquet")]
    [InlineData("geojson")]
    public async Task Layer_OfAnyNumberOfTasksInAnyOrder_IsThatOfOneProcess(string ending)
    {
        string[] rasters = _folder.Rasters();
        byte[] whole = await _folder.ByOneProcess(rasters, "whole." + ending);
        string regions = "whole.regions." + ending;
        var random = new Random(3);
        foreach (int tasks in new[] { 1, 2, 3, 8 })
        {
            var plan = _folder.PlanOf(rasters, $"plan{tasks}");
            var results = _folder.Results($"results{tasks}");
            int[] order = [.. Enumerable.Range(0, tasks)];
            random.Shuffle(order);
            foreach (int task in order)
            {
                await _folder.Run(plan, results, task, tasks);
            }

            Assert.Equal(whole, _folder.Collect(plan, results, $"of{tasks}.{ending}"));
            if (ending != "gpkg")
            {
                Assert.Equal(File.ReadAllBytes(_folder.PathOf(regions)), File.ReadAllBytes(_folder.PathOf($"of{tasks}.regions.{ending}")));
                Assert.Equal(File.ReadAllBytes(_folder.PathOf("whole.failed." + ending)), File.ReadAllBytes(_folder.PathOf($"of{tasks}.failed.{ending}")));
            }
        }
    }

    [Fact]
    public async Task Layer_WithOtherShards_IsTheSame()
    {
        string[] rasters = _folder.Rasters();
        byte[]? first = null;
        foreach (int size in new[] { 7, 20, 1000 })
        {
            var plan = _folder.PlanOf(rasters, $"plan{size}", size);
            var results = _folder.Results($"results{size}");
            await _folder.Run(plan, results);
            byte[] layer = _folder.Collect(plan, results, $"of{size}.gpkg");
            Assert.Equal(first ??= layer, layer);
        }
    }

    [Fact]
    public async Task MissingShards_AreRefused_UnlessTheLayerMaySayThatItIsPartial()
    {
        string[] rasters = _folder.Rasters();
        var plan = _folder.PlanOf(rasters);
        var results = _folder.Results();
        await _folder.Run(plan, results, task: 1, of: 2);
        int missing = (plan.Shards.Count + 1) / 2;
        Assert.Contains($"{missing} of {plan.Shards.Count} shards are not done",
            Assert.Throws<BatchException>(() => _folder.Collect(plan, results, "a.csv")).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("a.csv")));
        _folder.Collect(plan, results, "a.geojson", partial: true);
        Assert.Contains($"PARTIAL: {missing} of {plan.Shards.Count} shards", File.ReadAllText(_folder.PathOf("a.geojson")), StringComparison.Ordinal);
        long tiles = plan.Shards.Where((_, i) => i % 2 == 0).Sum(shard => shard.Units);
        Assert.Equal(tiles, File.ReadLines(_folder.PathOf("a.failed.geojson"))
            .Count(line => line.Contains("its shard was not done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ShardsThatWereGivenUp_AreListedAsFailed_AndDoneAfterARetry()
    {
        string[] rasters = _folder.Rasters();
        var time = File.GetLastWriteTimeUtc(rasters[1]);
        var plan = _folder.PlanOf(rasters, shardSize: 12);
        var results = _folder.Results();
        File.SetLastWriteTimeUtc(rasters[1], time.AddHours(1));
        Assert.Equal(ShardOutcome.FailedForGood, await _folder.Run(plan, results));
        _folder.Collect(plan, results, "a.csv");
        Assert.Contains("was changed since its tiles were planned", File.ReadAllText(_folder.PathOf("a.failed.csv")), StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(rasters[1], time);
        Assert.InRange(BatchRetry.Run(plan, results), 1, plan.Shards.Count - 1);
        await _folder.Run(plan, results);
        Assert.Equal(await _folder.ByOneProcess(rasters, "whole.csv"), _folder.Collect(plan, results, "b.csv"));
    }

    [Theory]
    [InlineData(true, "is missing")]
    [InlineData(false, "was changed")]
    public async Task Part_ThatIsGoneOrDamaged_IsNamed_AndMadeAgainAfterARetry(bool isGone, string said)
    {
        var plan = _folder.PlanOf(_folder.Rasters()[..1]);
        var results = _folder.Results();
        await _folder.Run(plan, results);
        byte[] whole = _folder.Collect(plan, results, "a.gpkg");
        string part = _folder.PathOf("results/" + results.DoneOf(plan.Shards[2].Id)!.Part);
        if (isGone)
        {
            File.Delete(part);
        }
        else
        {
            File.AppendAllText(part, "x");
        }

        string message = Assert.Throws<BatchException>(() => _folder.Collect(plan, results, "b.gpkg")).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(part), message, StringComparison.Ordinal);
        Assert.Equal(1, BatchRetry.Run(plan, results));
        await _folder.Run(plan, results);
        Assert.Equal(whole, _folder.Collect(plan, results, "b.gpkg"));
    }

    [Fact]
    public async Task Results_OfAnotherPlan_AreNotMixed()
    {
        string[] rasters = _folder.Rasters();
        var (plan, other) = (_folder.PlanOf(rasters), _folder.PlanOf(rasters, "other", shardSize: 9));
        var results = _folder.Results();
        await _folder.Run(plan, results);
        Assert.Contains("the results of another plan", (await Assert.ThrowsAsync<BatchException>(() => _folder.Run(other, results))).Message,
            StringComparison.Ordinal);
        Assert.Contains("has no plan.json", Assert.Throws<BatchException>(() => ShardStates.Of(plan, _folder.Results("nothing"), false)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_OfManyFiles_HasTheRowsOfOneFile()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        await _folder.Run(plan, results);
        var collector = new RasterCollector(plan, ShardStates.Of(plan, results, partial: false));
        var outcome = collector.Layer(0).WriteFolder(_folder.PathOf("layer"), report: null);
        Assert.Equal(plan.Manifest.Units, outcome.Captioned + outcome.Empty + outcome.Failed);
        Assert.Equal(["failed/00000.parquet", "regions/00000.parquet", "summary.json", "tiles/00000.parquet"],
            Directory.EnumerateFiles(_folder.PathOf("layer"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder.PathOf("layer"), file)).Order(StringComparer.Ordinal));
        Assert.Throws<SkyScribe.IO.OptionException>(() => LayerFolder.RequireOwn(_folder.Root));
    }
}
