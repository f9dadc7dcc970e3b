using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Tests.Support;

namespace SkyScribe.Batch.Tests.Collecting;

public sealed class BatchStatusTests : IDisposable
{
    private readonly BatchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_CountsEachShardOnce()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        await _folder.Run(plan, results, task: 0, of: 3);
        Attempt.Begin(results.Store, plan.Shards[1].Id, "somebody");
        results.GiveUp(plan.Shards[2].Id, new FailedMarker("a bug", 4));
        var status = BatchStatus.Of(plan, results);
        int done = Enumerable.Range(0, plan.Shards.Count).Count(i => i % 3 == 0);
        Assert.Equal((plan.Shards.Count, done, 1, 1, plan.Shards.Count - done - 1), (status.Shards, status.Done, status.Running, status.Failed,
            status.Missing));
        Assert.Equal(plan.Shards.Where((_, i) => i % 3 == 0).Sum(shard => shard.Units), status.UnitsDone);
        Assert.True(status.Rate > 0 && status.Eta > 0);
    }

    [Fact]
    public async Task Clocks_ThatDiffer_ChangeNoCount()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        await _folder.Run(plan, results, task: 0, of: 2);
        string[] markers = Directory.GetFiles(_folder.PathOf("results/done"));
        File.SetLastWriteTimeUtc(markers[0], DateTime.UtcNow.AddYears(5));
        File.SetLastWriteTimeUtc(markers[1], DateTime.UtcNow.AddYears(-5));
        Attempt.Begin(results.Store, plan.Shards[1].Id, "from the future");
        File.SetLastWriteTimeUtc(Directory.GetFiles(_folder.PathOf("results/attempts")).Single(), DateTime.UtcNow.AddHours(9));
        var status = BatchStatus.Of(plan, results);
        Assert.Equal((markers.Length, 1), (status.Done, status.Running));
        await _folder.Run(plan, results, task: 1, of: 2);
        Assert.Equal(plan.Shards.Count, BatchStatus.Of(plan, results).Done);
    }
}
