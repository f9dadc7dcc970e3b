using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Work;
using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Tests.Support;
using SkyScribe.IO;

namespace SkyScribe.Batch.Tests.Support;

/// <summary>A folder with small rasters, plans of them and results.</summary>
internal sealed class BatchFolder : IDisposable
{
    public static readonly RasterOptions Options = new() { Tile = 16, Overlap = 0 };
    private static readonly string[] Names = ["water"];

    public string Root { get; } = Directory.CreateTempSubdirectory("skyscribe-batch-").FullName;

    public EchoCaptioner Model { get; } = new();

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Three rasters: large areas that say the same, one of them partly without data, one with a strip that does not decode.</summary>
    public string[] Rasters()
    {
        static double Value(int x, int y, int b) => ((x / 40) + (y / 50)) % 2 == 0 ? 30 : 200;
        return
        [
            new TiffMaker { Width = 160, Height = 240, Value = Value }.At(500_000, 5_000_000, 2).Write(PathOf("a.tif")),
            new TiffMaker { Width = 64, Height = 48, Value = Value, IsSparse = block => block == 1 }.At(510_000, 5_000_000, 2).Write(PathOf("b.tif")),
            new TiffMaker { Compression = 8, Value = Value, Damage = (block, bytes) => block == 1 ? [1, 2, 3] : bytes }.At(520_000, 5_000_000, 2)
                .Write(PathOf("c.tif")),
        ];
    }

    public BatchPlan PlanOf(string[] rasters, string name = "plan", int shardSize = 20)
    {
        PlanWriter.Write(
            PathOf(name), RasterSet.Open(rasters, Options, SkyScribe.Imaging.Rendering.Default, null), PlanSettings.Of(PlanKind.Rasters,
                Model) with { Columns = Names }, shardSize);
        return BatchPlan.Open(PathOf(name));
    }

    public BatchResults Results(string name = "results") => new(ResultStore.Open(PathOf(name)));

    public static ShardWorker Worker(IImageCaptioner model, BatchPlan plan, BatchResults results, List<string>? said = null) =>
        new(new ShardCaptioner(model, plan.Manifest), results, new Heartbeat(null), line => said?.Add(line));

    /// <summary>Does a task's shards.</summary>
    public async Task<ShardOutcome> Run(BatchPlan plan, BatchResults results, int task = 0, int of = 1)
    {
        results.Require(plan.Id, claim: true);
        return await new BatchRun(plan, Worker(Model, plan, results)).Run(new TaskChoice(task, of), new Nobody(),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Collects into a file and gives its bytes.</summary>
    public byte[] Collect(BatchPlan plan, BatchResults results, string name, bool partial = false)
    {
        new RasterCollector(plan, ShardStates.Of(plan, results, partial)).Layer(smoothing: 1).Write(PathOf(name), report: null);
        return File.ReadAllBytes(PathOf(name));
    }

    /// <summary>What <c>raster</c> itself makes.</summary>
    public async Task<byte[]> ByOneProcess(string[] rasters, string name)
    {
        var job = new RasterJob(Model, rasters, Options, PathOf(name)) { Columns = Names, Smoothing = 1 };
        await job.RunAsync(resume: false, new NoRaster(), _ => { }, TestContext.Current.CancellationToken);
        return File.ReadAllBytes(PathOf(name));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Nobody : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
        }
    }

    private sealed class NoRaster : IProgress<RasterProgress>
    {
        public void Report(RasterProgress value)
        {
        }
    }
}
