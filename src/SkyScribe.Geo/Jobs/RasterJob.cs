using System.Diagnostics;
using System.Globalization;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Results;
using SkyScribe.IO;

namespace SkyScribe.Geo.Jobs;

/// <summary>How a job proceeds.</summary>
/// <param name="Done">tiles done, those of an earlier run included</param>
/// <param name="Total">tiles in all</param>
/// <param name="DoneBefore">tiles that an earlier run had done</param>
/// <param name="Pixels">pixels of the raster that this run's tiles stand for</param>
/// <param name="Elapsed">time of this run</param>
internal readonly record struct RasterProgress(long Done, long Total, long DoneBefore, long Pixels, TimeSpan Elapsed);

/// <summary>What a job came to.</summary>
/// <param name="Captioned">tiles with a caption</param>
/// <param name="Empty">tiles without data</param>
/// <param name="Failed">tiles that could not be read</param>
internal readonly record struct RasterOutcome(long Captioned, long Empty, long Failed);

/// <summary>Captions some rasters into one file: plans, captions with a journal beside the file, writes the file at the end.</summary>
internal sealed class RasterJob
{
    private readonly IImageCaptioner _model;
    private readonly RasterCaptioner _captioner;
    private readonly string _output;
    private readonly RasterSet _rasters;
    private readonly bool _hasFeatures;

    /// <param name="model">the model</param>
    /// <param name="rasters">their names</param>
    /// <param name="options">tiles and bands</param>
    /// <param name="output">the file to write</param>
    /// <param name="titles">what the layer calls the rasters; null for their names</param>
    /// <exception cref="GeoException">A raster cannot be read, or they do not go into one file.</exception>
    public RasterJob(
        IImageCaptioner model, IReadOnlyList<string> rasters, RasterOptions options, string output, IReadOnlyList<string>? titles = null)
    {
        (_model, _captioner, _output, _hasFeatures) = (model, new RasterCaptioner(model, options), output, options.Features);
        _rasters = RasterSet.Open(rasters, options, model.Rendering, model.Resolution, titles);
        LayerFile.RequireKnown(output, _rasters.Reference);
    }

    /// <summary>What was decided of each raster.</summary>
    public IReadOnlyList<RasterPlan> Plans => _rasters.Plans;

    /// <summary>The coordinate reference system of the file.</summary>
    public LayerReference Reference => _rasters.Reference;

    /// <summary>Attributes that get a column of their own.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Passes of <see cref="Regions.Smoothing"/>.</summary>
    public int Smoothing { get; init; }

    /// <summary>An HTML page to write beside the layer; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Whether a STAC item is written beside the layer.</summary>
    public bool Stac { get; init; }

    /// <summary>Tiles in all.</summary>
    public long Total => Plans.Sum(plan => plan.Grid.Count);

    /// <summary>Captions what is not done yet and writes the file.</summary>
    /// <param name="resume">whether the journal of a run that was cut off is continued</param>
    /// <param name="progress">told now and then</param>
    /// <param name="failed">told of each tile that cannot be read</param>
    /// <param name="cancellation">ends the work; what is done stays in the journal</param>
    public async Task<RasterOutcome> RunAsync(bool resume, IProgress<RasterProgress> progress, Action<string> failed, CancellationToken cancellation)
    {
        string path = TileJournal.PathOf(AtomicFile.FollowLinks(_output));
        using (var journal = TileJournal.Open(path, resume, Settings()))
        {
            var (raster, tile) = journal.Last is { } last ? (last.Raster, last.Tile + last.Count) : (0, 0);
            long done = Plans.Take(raster).Sum(plan => plan.Grid.Count) + tile, before = done, pixels = 0;
            var clock = Stopwatch.StartNew();
            for (; raster < Plans.Count; raster++, tile = 0)
            {
                var plan = Plans[raster];
                await foreach (var record in TileRecords.Of(_captioner, plan, raster, tile, plan.Grid.Count, Columns, cancellation)
                    .ConfigureAwait(false))
                {
                    journal.Add(record);
                    if (!record.IsEmpty)
                    {
                        journal.Flush();
                    }

                    done += record.Count;
                    for (int i = 0; i < record.Count; i++)
                    {
                        var owned = plan.Grid[record.Tile + i].Owned;
                        pixels += (long)owned.Width * owned.Height;
                    }

                    if (record.Problem is { } problem)
                    {
                        failed(problem);
                    }

                    progress.Report(new RasterProgress(done, Total, before, pixels, clock.Elapsed));
                }

                journal.Flush();
            }
        }

        var layer = new RasterLayer(_rasters, () => TileJournal.Read(path), _model.Origin.ModelHash)
        {
            Columns = Columns, Smoothing = Smoothing, Stac = Stac,
        };
        var outcome = layer.Write(_output, Report);
        File.Delete(path);
        return outcome;
    }

    // What the results depend on: a run that is resumed with others would mix them.
    private Dictionary<string, string> Settings()
    {
        var origin = _model.Origin;
        var settings = new Dictionary<string, string>
        {
            ["model"] = origin.ModelHash, ["encoder"] = origin.EncoderHash, ["precision"] = origin.Precision,
            ["search"] = _model.DefaultDecoding.ToString(),
            ["--columns"] = string.Join(',', Columns), ["--features"] = _hasFeatures ? "yes" : "no",
        };
        for (int i = 0; i < Plans.Count; i++)
        {
            var plan = Plans[i];
            string number = (i + 1).ToString(CultureInfo.InvariantCulture);
            settings[$"raster {number}"] = plan.Raster;
            settings[$"state of raster {number}"] = plan.Fingerprint;
            settings[$"tiles of raster {number}"] = plan.Grid.ToString();
            settings[$"bands of raster {number}"] = string.Create(
                CultureInfo.InvariantCulture, $"{string.Join(',', plan.Bands)} of level {plan.Level}, {plan.Values}, nodata {plan.NoData}");
        }

        return settings;
    }
}
