using System.CommandLine;
using System.Globalization;
using SkyScribe.Geo;
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
        var defaults = new RasterOptions();
        var inputs = new Argument<string[]>("RASTER") { Description = "GeoTIFFs, folders, or patterns such as 'scenes/*.tif'.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = $"The layer to write, by its ending: {string.Join(", ", LayerFile.Endings)}.", Required = true };
        var tile = new Option<int>("--tile") { Description = "Width and height of a tile, in pixels.", DefaultValueFactory = _ => defaults.Tile };
        var overlap = new Option<double>("--overlap") { Description = "Share of a tile that its neighbour covers too, 0 to 0.9.", DefaultValueFactory = _ => defaults.Overlap };
        var bands = new Option<string?>("--bands") { Description = "Numbers of the bands that are red, green and blue, as in 4,3,2, or of one that is grey." };
        var columns = new Option<string?>("--columns") { Description = "Attributes that get a column with their probability, as in water,trees." };
        var smooth = new Option<int>("--smooth") { Description = "Passes in which a tile of the layer 'regions' takes what most of its neighbours say; 0 for none.", DefaultValueFactory = _ => 0 };
        var model = new Option<string?>("--model") { Description = models.Description };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all processors.", DefaultValueFactory = _ => 0 };
        var resume = new Option<bool>("--resume") { Description = "Go on with FILE.part: tiles that it has are not captioned again." };
        var command = new SavingCommand("raster", "Captions whole rasters, of any size, into a layer for GIS programs. Tiles that cannot be read are listed in the layer 'failed'; the exit code is 1 then.")
        {
            Examples = ["raster city.tif --out city.gpkg", "raster 'scenes/*.tif' --out scenes.gpkg --bands 4,3,2 --columns water,trees --resume"],
        };
        command.AddAll(inputs, output, tile, overlap, bands, columns, smooth, model, threads, resume);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string path = parsed.GetValue(output)!;
            AtomicFile.Prepare(path);
            var rasters = RasterFiles.Expand(parsed.GetValue(inputs)!);
            var options = new RasterOptions { Tile = parsed.GetValue(tile), Overlap = parsed.GetValue(overlap), Bands = BandList(parsed.GetValue(bands)) };
            options.Validate();
            using var held = ProcessLock.Take(path);
            using var captioner = models.Open(parsed.GetValue(model), parsed.GetValue(threads));
            var job = new RasterJob(captioner, rasters, options, path)
            {
                Columns = Names(parsed.GetValue(columns)),
                Smoothing = parsed.GetValue(smooth) is >= 0 and <= 100 and var passes ? passes : throw new OptionException("--smooth: expected 0 to 100 passes"),
            };
            return Run(job, path, parsed.GetValue(resume), cancellation);
        })));
        return command;
    }

    private static int Run(RasterJob job, string path, bool resume, CancellationToken cancellation)
    {
        using var watcher = ConsoleProgress.OnError();
        foreach (var plan in job.Plans)
        {
            watcher.Line(string.Create(CultureInfo.InvariantCulture, $"{plan.Raster}: {plan.Grid.RasterWidth} x {plan.Grid.RasterHeight} pixels, {plan.Grid.Count} tiles of {plan.Grid.TileWidth} x {plan.Grid.TileHeight}{(plan.Values is { } values ? "; " + values.Sentence : "")}"));
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
            Console.Error.WriteLine($"{path}.part has the tiles so far; --resume goes on");
            throw;
        }

        watcher.Dispose();
        Console.Error.WriteLine($"{path}: {outcome.Captioned} tiles captioned, {outcome.Empty} without data, {outcome.Failed} that cannot be read");
        return outcome.Failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private static int[] BandList(string? text) => text is null
        ? []
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int band) && band >= 1
            ? band
            : throw new OptionException($"--bands {text}: expected three numbers from 1 with commas between them, as in 4,3,2, or one"))];

    private static string[] Names(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

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
