using SkyScribe.Geo;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Results;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Web.Sources;
using SkyScribe.Web.Storage;

namespace SkyScribe.Web.Jobs;

/// <summary>How far a running job is.</summary>
/// <param name="Phase">fetching, queued (no worker has begun yet), captioning or writing</param>
/// <param name="Done">tiles done</param>
/// <param name="Total">tiles in all; 0 while that is not known</param>
/// <param name="TilesPerSecond">speed of this run</param>
internal sealed record JobProgress(string Phase, long Done, long Total, double TilesPerSecond)
{
    /// <summary>What people should know of it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Seconds that the tiles still take; null while the speed is not known.</summary>
    public double? RemainingSeconds => TilesPerSecond > 0 ? Math.Round((Total - Done) / TilesPerSecond, 1) : null;
}

/// <summary>Does one job: fetches the raster where it has an address, captions it, writes its layer.</summary>
internal sealed class JobWork(DataFolder folder, IImageCaptioner model, SourceFetcher fetcher, QueuedWork queued)
{
    private const int MostTitle = 200;

    /// <summary>The file that a job's raster is in.</summary>
    public string RasterOf(Job job) => job.Source.Length == 0 || SourceRules.IsAddress(job.Source) ? folder.RasterOf(job.Id) : job.Source;

    /// <summary>The plan of a job's raster.</summary>
    public RasterPlan Plan(Job job)
    {
        using var raster = RasterOpener.Open(RasterOf(job));
        return RasterPlanner.Plan(raster, OptionsOf(job.Options), model.Rendering, model.Resolution);
    }

    /// <summary>Says before a job is taken on what is wrong with it.</summary>
    /// <exception cref="GeoException">The raster cannot be read.</exception>
    /// <exception cref="OptionException">An option is out of range.</exception>
    public void Check(string raster, JobOptions options, string name)
    {
        OptionRange.Check(options.Smooth, 0, 100, "smooth");
        if (model is Captioner package && options.Columns.FirstOrDefault(column => !package.Package.Attributes.Contains(column)) is { } unknown)
        {
            throw new OptionException($"columns: the model has no attribute {SkyScribeException.Quote(unknown)}");
        }

        try
        {
            using var opened = RasterOpener.Open(raster);
            RasterPlanner.Plan(opened, OptionsOf(options), model.Rendering, model.Resolution);
        }
        catch (SkyScribeException problem) when (problem.Message.Contains(raster, StringComparison.Ordinal))
        {
            string message = Named(problem.Message, raster, name);
            throw problem is OptionException ? new OptionException(message, problem) : new SkyScribeException(message, problem);
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="job">the job</param>
    /// <param name="progress">told now and then</param>
    /// <param name="cancellation">ends the work; what is done is kept</param>
    public async Task<LayerInfo> RunAsync(Job job, IProgress<JobProgress> progress, CancellationToken cancellation)
    {
        string raster = RasterOf(job), output = Path.Combine(folder.LayerFolderOf(job.Id), "layer.gpkg");
        if (SourceRules.IsAddress(job.Source) && !File.Exists(raster))
        {
            progress.Report(new JobProgress("fetching", 0, 0, 0));
            await fetcher.FetchAsync(job.Source, folder.UploadOf(job.Id), raster, cancellation).ConfigureAwait(false);
        }

        try
        {
            if (queued.IsUsed)
            {
                var rasters = RasterSet.Open([raster], OptionsOf(job.Options), model.Rendering, model.Resolution, [Title(job.Name)]);
                var layer = await queued.RunAsync(job, rasters, model, progress, cancellation).ConfigureAwait(false);
                var written = layer.Write(output, report: null);
                folder.Measure();
                return InfoOf(rasters.Plans[0], rasters.Reference, written);
            }

            var work = new RasterJob(model, [raster], OptionsOf(job.Options), output, [Title(job.Name)])
            {
                Columns = job.Options.Columns, Smoothing = job.Options.Smooth,
            };
            var outcome = await CaptionAsync(work, output, new Watch(progress, work.Total), cancellation).ConfigureAwait(false);
            folder.Measure();
            return InfoOf(work.Plans[0], work.Reference, outcome);
        }
        catch (SkyScribeException problem) when (problem.Message.Contains(raster, StringComparison.Ordinal))
        {
            throw new SkyScribeException(Named(problem.Message, raster, job.Name), problem);
        }
    }

    private static async Task<RasterOutcome> CaptionAsync(RasterJob work, string output, Watch progress, CancellationToken cancellation)
    {
        try
        {
            return await work.RunAsync(resume: true, progress, _ => { }, cancellation).ConfigureAwait(false);
        }
        catch (OptionException) when (File.Exists(TileJournal.PathOf(output)))
        {
            // Made with another model, or by an earlier version: the tiles so far cannot be used.
            File.Delete(TileJournal.PathOf(output));
            return await work.RunAsync(resume: false, progress, _ => { }, cancellation).ConfigureAwait(false);
        }
    }

    private static RasterOptions OptionsOf(JobOptions options)
    {
        var defaults = new RasterOptions();
        return defaults with
        {
            Tile = options.Tile ?? defaults.Tile, Overlap = options.Overlap ?? defaults.Overlap, GroundResolution = options.Gsd,
            Rendering = options.Bands is { } bands ? Rendering.Default with { Bands = bands } : null,
        };
    }

    // The server's own paths are nobody's business.
    private static string Named(string message, string path, string name) => message.Replace(path, Title(name), StringComparison.Ordinal);

    private static string Title(string name) => name.Length > MostTitle ? name[..MostTitle] : name;

    private LayerInfo InfoOf(RasterPlan plan, LayerReference reference, RasterOutcome outcome)
    {
        var (grid, transform) = (plan.Grid, plan.Transform);
        return new LayerInfo
        {
            Width = grid.RasterWidth, Height = grid.RasterHeight, TileWidth = grid.TileWidth, TileHeight = grid.TileHeight, StepX = grid.StepX,
            StepY = grid.StepY, Transform = [transform.X0, transform.XColumn, transform.XRow, transform.Y0, transform.YColumn, transform.YRow],
            Crs = reference.Name, Epsg = reference.Epsg, Bounds = BoundsOf(plan, reference), Captioned = outcome.Captioned, Empty = outcome.Empty,
            Unreadable = outcome.Failed, Model = model.Origin.ModelHash, Notes = plan.Notes,
        };
    }

    private static double[]? BoundsOf(RasterPlan plan, LayerReference reference)
    {
        if (plan.IsInPixels || reference.ToWgs84 is not { } toWgs84)
        {
            return null;
        }

        var (width, height) = (plan.Grid.RasterWidth, plan.Grid.RasterHeight);
        var polygons = Wgs84Geometry.Of(
            [[plan.Transform.Apply(0, 0), plan.Transform.Apply(0, height), plan.Transform.Apply(width, height), plan.Transform.Apply(width, 0)]],
            toWgs84);
        (double X, double Y)[] places = [.. polygons.SelectMany(polygon => polygon[0])];
        return places.Length == 0 ? null : [.. ((double[])[places.Min(place => place.X), places.Min(place => place.Y), places.Max(place => place.X),
            places.Max(place => place.Y)]).Select(degrees => Math.Round(degrees, 8))];
    }

    private sealed class Watch(IProgress<JobProgress> progress, long total) : IProgress<RasterProgress>
    {
        public void Report(RasterProgress value)
        {
            double speed = (value.Done - value.DoneBefore) / Math.Max(value.Elapsed.TotalSeconds, 1e-3);
            progress.Report(new JobProgress(value.Done == total ? "writing" : "captioning", value.Done, total, Math.Round(speed, 2)));
        }
    }
}
