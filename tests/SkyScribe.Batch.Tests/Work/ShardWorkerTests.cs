using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Batch.Work;
using SkyScribe.Decoding;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.Imaging;

namespace SkyScribe.Batch.Tests.Work;

public sealed class ShardWorkerTests : IDisposable
{
    private readonly BatchFolder _folder = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shard_DoneTwice_IsTheSameBytesAndIsNotDoneASecondTime()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var (first, second) = (_folder.Results("first"), _folder.Results("second"));
        var worker = BatchFolder.Worker(_folder.Model, plan, first);
        Assert.Equal(ShardOutcome.Done, await worker.Do("shard 0", plan.Shard(0), _ => { }, _stop));
        int pictures = _folder.Model.Pictures;
        Assert.Equal(ShardOutcome.Done, await worker.Do("shard 0", plan.Shard(0), _ => { }, _stop));
        Assert.Equal(pictures, _folder.Model.Pictures);
        await BatchFolder.Worker(_folder.Model, plan, second).Do("shard 0", plan.Shard(0), _ => { }, _stop);
        string id = plan.Shards[0].Id;
        Assert.Equal(first.Part(first.DoneOf(id)!), second.Part(second.DoneOf(id)!));
        Assert.Equal(first.DoneOf(id)!.Part, second.DoneOf(id)!.Part);
    }

    [Fact]
    public async Task Model_ThatThrows_IsTriedFourTimesThenGivenUp()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        var said = new List<string>();
        using var model = new Failing(() => throw new InvalidOperationException("a bug"));
        for (int trial = 1; trial <= 3; trial++)
        {
            Assert.Equal(ShardOutcome.TryAgain, await BatchFolder.Worker(model, plan, results, said).Do("shard 0", plan.Shard(0), _ => { }, _stop));
            Assert.Null(results.DoneOf(plan.Shards[0].Id));
        }

        Assert.Equal(ShardOutcome.FailedForGood, await BatchFolder.Worker(model, plan, results, said).Do("shard 0", plan.Shard(0), _ => { }, _stop));
        Assert.Equal(4, results.FailedOf(plan.Shards[0].Id)!.Attempts);
        Assert.Contains("a bug", results.FailedOf(plan.Shards[0].Id)!.Error, StringComparison.Ordinal);
        Assert.Contains("trial 3 of 4 failed", said[2], StringComparison.Ordinal);
        Assert.Empty(results.Store.List("attempts/"));
    }

    [Fact]
    public async Task Process_ThatIsKilledEachTime_IsCountedToo()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        for (int trial = 0; trial < 4; trial++)
        {
            Attempt.Begin(results.Store, plan.Shards[0].Id, "killed");   // and nothing ends it
        }

        Assert.Equal(ShardOutcome.FailedForGood, await BatchFolder.Worker(_folder.Model, plan, results).Do("shard 0", plan.Shard(0), _ => { },
            _stop));
        Assert.Contains("the process was ended in the middle each time", results.FailedOf(plan.Shards[0].Id)!.Error, StringComparison.Ordinal);
        Assert.Equal(0, _folder.Model.Pictures);
    }

    [Fact]
    public async Task Stop_IsNoTrial()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        var results = _folder.Results();
        using var stop = new CancellationTokenSource();
        using var model = new Failing(stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BatchFolder.Worker(model, plan, results).Do("shard 0", plan.Shard(0), _ => { }, stop.Token));
        Assert.Empty(results.Store.List("attempts/"));
        Assert.Null(BatchFolder.Worker(_folder.Model, plan, results).Known(plan.Shards[0].Id));
    }

    [Fact]
    public async Task Raster_ThatWasChanged_IsRefusedByName()
    {
        string[] rasters = _folder.Rasters();
        var plan = _folder.PlanOf(rasters);
        File.SetLastWriteTimeUtc(rasters[0], DateTime.UtcNow.AddHours(1));
        var said = new List<string>();
        Assert.Equal(ShardOutcome.FailedForGood,
            await BatchFolder.Worker(_folder.Model, plan, _folder.Results(), said).Do("shard 0", plan.Shard(0), _ => { }, _stop));
        Assert.Contains($"{rasters[0]}: was changed since its tiles were planned", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_ThatCannotBeWritten_LeaveNothingTorn()
    {
        var plan = _folder.PlanOf(_folder.Rasters());
        Directory.CreateDirectory(_folder.PathOf("results"));
        File.WriteAllText(_folder.PathOf("results/parts"), "in the way");
        var results = _folder.Results();
        var problem = await Assert.ThrowsAsync<BatchException>(
            () => BatchFolder.Worker(_folder.Model, plan, results).Do("shard 0", plan.Shard(0), _ => { }, _stop));
        Assert.True(problem.MayPass);
        Assert.Contains("cannot be written", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("results/aside")));
        Assert.Null(results.DoneOf(plan.Shards[0].Id));
        File.Delete(_folder.PathOf("results/parts"));
        Assert.Equal(ShardOutcome.Done, await BatchFolder.Worker(_folder.Model, plan, results).Do("shard 0", plan.Shard(0), _ => { }, _stop));
    }

    private sealed class Failing(Action act) : IImageCaptioner
    {
        private readonly EchoCaptioner _echo = new();

        public ModelOrigin Origin => _echo.Origin;

        public DecodingOptions DefaultDecoding => _echo.DefaultDecoding;

        public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
        {
            act();
            return _echo.Describe(images, decoding);
        }

        public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
            IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default) =>
                throw new NotSupportedException();

        public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain) => throw new NotSupportedException();

        public void Dispose() => _echo.Dispose();
    }
}
