using System.Diagnostics;
using System.Globalization;
using SkyScribe.Geo.Bytes;
using SkyScribe.Geo.Layers;
using SkyScribe.Geo.Rasters;
using SkyScribe.Geo.Reports;
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

    /// <param name="model">the model</param>
    /// <param name="rasters">their names</param>
    /// <param name="options">tiles and bands</param>
    /// <param name="output">the file to write</param>
    /// <exception cref="GeoException">A raster cannot be read, or they do not go into one file.</exception>
    public RasterJob(IImageCaptioner model, IReadOnlyList<string> rasters, RasterOptions options, string output)
    {
        (_model, _captioner, _output) = (model, new RasterCaptioner(model, options), output);
        var plans = new List<RasterPlan>();
        var descriptions = new List<CrsDescription?>();
        foreach (string name in rasters)
        {
            using var raster = RasterOpener.Open(name);
            plans.Add(RasterPlanner.Plan(raster, options, model.Rendering));
            descriptions.Add(raster.Transform is null ? null : raster.Crs);
            Time = raster.Sources.OfType<LocalFile>().Select(source => File.GetLastWriteTimeUtc(source.Name)).Append(Time).Max();
        }

        (Plans, Reference) = (plans, LayerReferences.Of(rasters, descriptions));
        LayerFile.RequireKnown(output, Reference);
    }

    /// <summary>What was decided of each raster.</summary>
    public IReadOnlyList<RasterPlan> Plans { get; }

    /// <summary>The coordinate reference system of the file.</summary>
    public LayerReference Reference { get; }

    /// <summary>Attributes that get a column of their own.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Passes of <see cref="Regions.Smoothing"/>.</summary>
    public int Smoothing { get; init; }

    /// <summary>An HTML page to write beside the layer; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Tiles in all.</summary>
    public long Total => Plans.Sum(plan => plan.Grid.Count);

    private DateTime Time { get; } = DateTime.UnixEpoch;

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
                await foreach (var record in Records(raster, tile, journal, cancellation).ConfigureAwait(false))
                {
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
            }
        }

        var outcome = Write(path);
        File.Delete(path);
        return outcome;
    }

    // Results go into the journal as they come; runs of tiles without data become one line.
    private async IAsyncEnumerable<TileRecord> Records(
        int raster, long first, TileJournal journal, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var plan = Plans[raster];
        TileRecord? empty = null;
        await foreach (var tile in _captioner.DescribeAsync(plan, first, plan.Grid.Count, cancellation).ConfigureAwait(false))
        {
            var record = TileRecord.Of(raster, tile, Columns);
            if (record.IsEmpty && (empty is null || empty.Count < 1000))
            {
                empty = empty is null ? record : empty with { Count = empty.Count + 1 };
                continue;
            }

            if (empty is not null)
            {
                journal.Add(empty);
                yield return empty;
                empty = null;
            }

            if (record.IsEmpty)
            {
                empty = record;
                continue;
            }

            journal.Add(record);
            journal.Flush();
            yield return record;
        }

        if (empty is not null)
        {
            journal.Add(empty);
            yield return empty;
        }

        journal.Flush();
    }

    private RasterOutcome Write(string journal)
    {
        long captioned = 0, empty = 0, failures = 0;
        foreach (var record in TileJournal.Read(journal))
        {
            captioned += record.Caption is null ? 0 : 1;
            empty += record.IsEmpty ? record.Count : 0;
            failures += record.Problem is null ? 0 : 1;
        }

        var builder = new LayerBuilder(Plans, Reference, () => TileJournal.Read(journal), _model.Origin.ModelHash, Smoothing);
        LayerFile.Write(_output, new LayerContent
        {
            Path = _output, Schema = new LayerSchema(Columns), Reference = Reference, Time = Time, Features = builder.Features,
            Summary = builder.Summary, Description = Description(),
        });
        if (Report is { } report)
        {
            AtomicFile.WriteText(report, ReportPage.Of(Description(), Plans, TileJournal.Read(journal), builder.Summary()));
        }

        return new RasterOutcome(captioned, empty, failures);
    }

    private string Description() => string.Create(
        CultureInfo.InvariantCulture,
        $"captions by SkyScribe, model {_model.Origin.ModelHash}, tiles of {Plans[0].Grid.TileWidth} x {Plans[0].Grid.TileHeight} pixels; coordinates: {Reference.Name}{(Reference.Accuracy is { } metres ? $"; longitude and latitude within {metres} m ({Reference.Method})" : Reference.ToWgs84 is null ? "" : $"; longitude and latitude of unknown accuracy ({Reference.Method})")}");

    // What the results depend on: a run that is resumed with others would mix them.
    private Dictionary<string, string> Settings()
    {
        var origin = _model.Origin;
        var settings = new Dictionary<string, string>
        {
            ["model"] = origin.ModelHash, ["encoder"] = origin.EncoderHash, ["precision"] = origin.Precision,
            ["search"] = _model.DefaultDecoding.ToString(),
            ["--columns"] = string.Join(',', Columns),
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
