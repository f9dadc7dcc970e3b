using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Tests.Support;
using SkyScribe.Batch.Work;
using SkyScribe.Geo.Tests.Support;

namespace SkyScribe.Batch.Tests.Results;

/// <summary>Results in a bucket of npm's s3rver are those of a folder.</summary>
public sealed class S3StoreTests : IDisposable
{
    private const string Place = "s3://rasters/some/results";
    private readonly BatchFolder _folder = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plan_DoneByTwoTasksIntoABucket_IsTheLayerOfAFolder()
    {
        using var server = await S3Server.StartAsync();
        var plan = _folder.PlanOf(_folder.Rasters());
        var (local, bucket) = (_folder.Results(), In(server));
        Assert.Equal(ShardOutcome.FailedForGood, await _folder.Run(plan, local));   // one strip of one raster does not decode
        Attempt.Begin(bucket.Store, plan.Shards[1].Id, "a worker that was killed");
        await _folder.Run(plan, bucket, task: 1, of: 2);
        Assert.Throws<BatchException>(() => _folder.Collect(plan, bucket, "early.gpkg"));
        await _folder.Run(plan, bucket, task: 0, of: 2);

        int pictures = _folder.Model.Pictures;
        Assert.Equal(ShardOutcome.FailedForGood, await _folder.Run(plan, bucket));
        Assert.Equal(pictures, _folder.Model.Pictures);   // what is done is not done again
        Assert.Equal(_folder.Collect(plan, local, "local.gpkg"), _folder.Collect(plan, bucket, "bucket.gpkg"));
        Assert.Equal(local.AllDone().Keys.Order(StringComparer.Ordinal), bucket.AllDone().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, bucket.DoneOf(plan.Shards[1].Id)!.Attempts);
        Assert.Empty(bucket.Store.List("attempts/"));
        Assert.Empty(bucket.Store.List("clock/"));
    }

    [Fact]
    public async Task Keys_AreWrittenReadListedAndDeleted()
    {
        using var server = await S3Server.StartAsync();
        var store = In(server).Store;
        Assert.Null(store.Read("done/none.json"));
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        store.Write("parts/a", bytes);
        Assert.Equal(bytes, store.Read("parts/a"));
        store.Write("parts/a", [1]);
        Assert.Equal<byte[]>([1], store.Read("parts/a"));
        Parallel.For(0, 1005, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = _stop }, i => store.Write($"done/{i}.json", [2]));
        Assert.Equal(1005, store.List("done/").Count());   // more than a page
        Assert.All(store.List("parts/"), entry => Assert.True((store.Now() - entry.Modified).Duration() < TimeSpan.FromMinutes(1)));
        Assert.Equal(["parts/a"], store.List("parts/").Select(entry => entry.Key));
        store.Delete("parts/a");
        store.Delete("parts/a");
        Assert.Null(store.Read("parts/a"));
    }

    [Fact]
    public async Task Results_OfAnotherPlan_AreRefused()
    {
        using var server = await S3Server.StartAsync();
        string[] rasters = _folder.Rasters();
        In(server).Require(_folder.PlanOf(rasters).Id, claim: true);
        var problem = Assert.Throws<BatchException>(() => In(server).Require(_folder.PlanOf(rasters, "other", shardSize: 7).Id, claim: true));
        Assert.StartsWith(Place, problem.Message, StringComparison.Ordinal);
        Assert.Contains("another plan", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatGoesAway_MayPass()
    {
        using var server = await S3Server.StartAsync();
        var store = In(server).Store;
        server.Kill();
        var problem = Assert.Throws<BatchException>(() => store.Read("plan.json"));
        Assert.True(problem.MayPass);
        Assert.StartsWith(Place + "/plan.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bucket_ThatIsNotThere_IsSaid()
    {
        using var server = await S3Server.StartAsync();
        var store = S3Store.Open("s3://no-such-bucket/results", S3Server.Key, server.Address);
        var problem = Assert.Throws<BatchException>(() => store.Read("plan.json"));
        Assert.False(problem.MayPass);
        Assert.Contains("NoSuchBucket", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket", "s3://BUCKET/PREFIX")]
    [InlineData("s3:///results", "s3://BUCKET/PREFIX")]
    [InlineData("gs://bucket/results", "mounted share")]
    public void Address_ThatIsNone_IsRefused(string address, string expected) =>
        Assert.Contains(expected, Assert.Throws<BatchException>(() => ResultStore.Open(address)).Message, StringComparison.Ordinal);

    private static BatchResults In(S3Server server) => new(S3Store.Open(Place, S3Server.Key, server.Address));
}
