using System.CommandLine;
using System.Globalization;
using SkyScribe.Geo.Jobs;
using SkyScribe.Geo.Layers;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe raster</c>: whole rasters as layers of captions.</summary>
internal static class RasterCommand
{
    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var inputs = new Argument<string[]>(
            "RASTER") { Description = "GeoTIFFs, also by https:// or s3://, VRT mosaics, folders, or patterns such as 'scenes/*.tif'; none where --bands names files.", Arity = ArgumentArity.ZeroOrMore };
        var output = new Option<string>("--out")
        {
            Description = $"The layer to write, by its ending: {string.Join(", ", LayerFile.Endings)}; or a folder, for a .gpkg of each raster. Written to FILE.part and renamed when complete.", Required = true,
        };
        var tiles = new RasterChoice();
        var features = new Option<bool>("--features") { Description = "Write NAME.features.npy beside the layer: what each tile looks like to the model, for 'find --like' and for other programs." };
        Option<int> smooth = RasterChoice.CreateSmoothing();
        var report = new Option<string?>(
            "--report") { Description = "Write an HTML page with the tiles on a picture of each raster; it needs no network." };
        var stac = new Option<bool>("--stac") { Description = "Write NAME.stac.json beside the layer: a STAC item, for catalogues." };
        var model = new Option<string?>("--model") { Description = models.Description };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all processors.", DefaultValueFactory = _ => 0 };
        var resume = new Option<bool>("--resume") { Description = "Resume FILE.part: tiles that it has are not captioned again." };
        var command = new SavingCommand(
            "raster",
            "Captions whole rasters, of any size, into a layer for GIS programs. Tiles that cannot be read are listed in the layer 'failed'; the exit code is 1 then.")
        {
            Examples = ["raster city.tif --out city.gpkg", "raster 'scenes/*.tif' --out scenes.parquet --columns water,trees --resume",
            "raster --bands R.tif,G.tif,B.tif --out city.geojson --gsd 0.5"],
        };
        command.AddAll([inputs, output, .. tiles.All, features, smooth, report, stac, model, threads, resume]);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var options = tiles.Read(parsed) with { Features = parsed.GetValue(features) };
            int passes = RasterChoice.Smoothing(parsed, smooth);
            string[] names = tiles.Columns(parsed);
            var outputs = Outputs(parsed.GetValue(output)!, tiles.Rasters(parsed, parsed.GetValue(inputs)!));
            string? page = parsed.GetValue(report);
            AtomicFile.Prepare(page);
            if (page is not null && outputs.Count > 1)
            {
                throw new OptionException(
                    $"--report {page}: goes with one layer, but --out names a folder for {outputs.Count}; caption the rasters separately, or into one layer");
            }

            using var captioner = models.Open(parsed.GetValue(model), parsed.GetValue(threads));
            RasterChoice.RequireAttributes(captioner, names);
            int code = ExitCode.Success;
            foreach (var (path, rasters) in outputs)
            {
                AtomicFile.Prepare(path);
                using var held = ProcessLock.Take(path);
                var job = new RasterJob(captioner, rasters, options, path)
                {
                    Columns = names, Smoothing = passes, Report = page, Stac = parsed.GetValue(stac),
                };
                code = Math.Max(code, Run(job, path, parsed.GetValue(resume), cancellation));
            }

            return code;
        })));
        return command;
    }

    // A folder gets a file for each raster.
    private static IReadOnlyList<(string Path, IReadOnlyList<string> Rasters)> Outputs(string output, IReadOnlyList<string> rasters)
    {
        if (!Directory.Exists(output) && !Path.EndsInDirectorySeparator(output))
        {
            return [(output, rasters)];
        }

        Directory.CreateDirectory(output);
        var files = rasters.GroupBy(
            raster => Path.Combine(output, Path.GetFileNameWithoutExtension(raster.Split(',')[0]) + ".gpkg"), StringComparer.Ordinal).ToArray();
        return files.FirstOrDefault(file => file.Count() > 1) is { } twice
            ? throw new OptionException(
            $"--out {output}: {string.Join(" and ", twice.Take(2))} would both be written to {twice.Key}; caption them separately")
            : [.. files.Select(file => (file.Key, (IReadOnlyList<string>)[.. file]))];
    }

    private static int Run(RasterJob job, string path, bool resume, CancellationToken cancellation)
    {
        using var watcher = ConsoleProgress.OnError();
        foreach (var plan in job.Plans)
        {
            watcher.Line(string.Create(CultureInfo.InvariantCulture,
                $"{plan.Raster}: {plan.Grid.RasterWidth} x {plan.Grid.RasterHeight} pixels, {plan.Grid.Count} tiles of {plan.Grid.TileWidth} x {plan.Grid.TileHeight}{(plan.GroundResolution is { } metres ? string.Create(CultureInfo.InvariantCulture, $", {metres:g3} m a pixel for the model") : "")}{(plan.Values is { } values ? "; " + values.Sentence : "")}"));
            foreach (string note in plan.Notes)
            {
                watcher.Line($"{plan.Raster}: note: {note}");
            }
        }

        SavingCommand.Begin();
        RasterOutcome outcome;
        try
        {
            outcome = job.RunAsync(resume, new Watch(watcher), problem => watcher.Line($"error: {problem}"), cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            watcher.Dispose();
            Console.Error.WriteLine($"{path}.part has the tiles so far; --resume continues");
            throw;
        }

        watcher.Dispose();
        Console.Error.WriteLine($"{path}: {outcome.Captioned} tiles captioned, {outcome.Empty} without data, {outcome.Failed} that cannot be read");
        return outcome.Failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private sealed class Watch(ConsoleProgress console) : IProgress<RasterProgress>
    {
        public void Report(RasterProgress value)
        {
            var work = new WorkProgress("tiles", value.Done, value.Total, value.DoneBefore, value.Elapsed);
            double speed = value.Pixels / Math.Max(value.Elapsed.TotalSeconds, 1e-3) / 1e6;
            console.Live(string.Create(CultureInfo.InvariantCulture, $"{ProgressText.Of(work)}  {speed:f2} Mpixel/s"), value.Done == value.Total);
        }
    }
}
