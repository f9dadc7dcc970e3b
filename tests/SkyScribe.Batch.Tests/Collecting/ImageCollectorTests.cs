using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Batch.Work;
using SkyScribe.TestSupport;

namespace SkyScribe.Batch.Tests.Collecting;

public sealed class ImageCollectorTests : IDisposable
{
    private readonly BatchFolder _folder = new();
    private readonly Captioner _model = Captioner.Load(SharedFiles.Fixture("packages/version-2"), new CaptionerOptions { Threads = 2 });

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lines_OfAnyNumberOfTasks_AreTheSame_AndInThePlansOrder()
    {
        var images = Images();
        byte[]? first = null;
        foreach (int tasks in new[] { 1, 2, 3, 8 })
        {
            var plan = PlanOf(images, $"plan{tasks}");
            var results = _folder.Results($"results{tasks}");
            results.Require(plan.Id, claim: true);
            for (int task = tasks - 1; task >= 0; task--)
            {
                await Run(plan, results, new TaskChoice(task, tasks));
            }

            string output = _folder.PathOf($"of{tasks}.jsonl");
            Assert.Equal((17L, 0L), ImageCollector.Write(plan, ShardStates.Of(plan, results, partial: false), output));
            byte[] lines = await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken);
            Assert.Equal(first ??= lines, lines);
            Assert.False(File.Exists(_folder.PathOf($"of{tasks}.failed.jsonl")));
        }

        Assert.Equal(images.Order(StringComparer.Ordinal), File.ReadLines(_folder.PathOf("of1.jsonl")).Select(line => line.Split('"')[3]));
    }

    [Fact]
    public async Task Image_ThatWasChangedOrIsNone_IsALineAndListed()
    {
        string[] images = Images();
        await File.WriteAllTextAsync(images[3], "no picture", TestContext.Current.CancellationToken);
        var plan = PlanOf(images, "plan");
        File.Delete(images[5]);
        await File.AppendAllTextAsync(images[9], "longer", TestContext.Current.CancellationToken);
        var results = _folder.Results();
        results.Require(plan.Id, claim: true);
        Assert.Equal(ShardOutcome.FailedForGood, await Run(plan, results, new TaskChoice(0, 1)));
        Assert.Equal((17L, 3L), ImageCollector.Write(plan, ShardStates.Of(plan, results, partial: false), _folder.PathOf("a.jsonl")));
        string[] failed = File.ReadAllLines(_folder.PathOf("a.failed.jsonl"));
        Assert.Equal(3, failed.Length);
        Assert.Contains(failed, line => line.Contains(images[5], StringComparison.Ordinal) && line.Contains("now deleted", StringComparison.Ordinal));
        Assert.Contains(failed, line => line.Contains(images[9], StringComparison.Ordinal)
            && line.Contains("was changed since the plan was made", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PartialLines_SayOfEachMissingImageThatItIs()
    {
        var plan = PlanOf(Images(), "plan");
        var results = _folder.Results();
        results.Require(plan.Id, claim: true);
        await Run(plan, results, new TaskChoice(0, 2));
        var states = ShardStates.Of(plan, results, partial: true);
        var (images, failed) = ImageCollector.Write(plan, states, _folder.PathOf("a.jsonl"));
        Assert.Equal((17L, plan.Shards.Where((_, i) => i % 2 == 1).Sum(shard => shard.Units)), (images, failed));
        Assert.Equal(failed, File.ReadLines(_folder.PathOf("a.jsonl")).Count(line => line.Contains("its shard was not done",
            StringComparison.Ordinal)));
        Assert.Contains("PARTIAL", states.Remark, StringComparison.Ordinal);
    }

    private string[] Images() => [.. Enumerable.Range(0, 17).Select(i =>
    {
        string path = _folder.PathOf($"chip{i * 7 % 17:d2}.tif");
        new SkyScribe.Geo.Tests.Support.TiffMaker { Value = (x, y, b) => (i * 13) + (x * b % 3) }.Write(path);
        return path;
    })];

    private BatchPlan PlanOf(string[] images, string name)
    {
        using var listing = new ImageListing();
        listing.Add(images);
        PlanWriter.Write(_folder.PathOf(name), listing.Sorted(), PlanSettings.Of(PlanKind.Images, _model), shardSize: 5);
        return BatchPlan.Open(_folder.PathOf(name));
    }

    private async Task<ShardOutcome> Run(BatchPlan plan, SkyScribe.Batch.Results.BatchResults results, TaskChoice task) => await new BatchRun(
        plan, BatchFolder.Worker(_model, plan, results)).Run(task, new Progress<SkyScribe.IO.WorkProgress>(), TestContext.Current.CancellationToken);
}
