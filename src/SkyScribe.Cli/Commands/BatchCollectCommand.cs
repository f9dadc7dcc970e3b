using System.CommandLine;
using SkyScribe.Batch.Collecting;
using SkyScribe.Batch.Plans;
using SkyScribe.Geo.Layers;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch collect</c>: one layer of the parts.</summary>
internal static class BatchCollectCommand
{
    public static Command Create()
    {
        var (plan, results) = (BatchCommand.Plan(), BatchCommand.Results());
        var output = new Option<string>("--out")
        {
            Description = $"For rasters a folder of GeoParquet files, for any size, or a file, by its ending: {string.Join(", ", LayerFile.Endings)}. For images a file that ends with .jsonl.",
            Required = true,
        };
        var partial = new Option<bool>("--partial") { Description = "Collect although shards are missing; the layer says so, and lists their tiles or images as failed." };
        Option<int> smooth = RasterChoice.CreateSmoothing();
        var command = new ToolCommand(
            "collect", "Makes one layer of the results, the same whatever the number and order of the tasks. The exit code is 1 where some inputs failed.")
        {
            Examples = ["batch collect plan results --out layer", "batch collect plan results --out city.gpkg --smooth 2", "batch collect plan results --out captions.jsonl"],
        };
        command.AddAll(plan, results, output, partial, smooth);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            string path = parsed.GetValue(output)!;
            int passes = RasterChoice.Smoothing(parsed, smooth);
            var (opened, found) = BatchCommand.Open(parsed.GetValue(plan)!, parsed.GetValue(results)!);
            var states = ShardStates.Of(opened, found, parsed.GetValue(partial));
            using var held = ProcessLock.Take(path);
            var (good, failed) = opened.Manifest.Settings.Kind == PlanKind.Images ? Images(opened, states, path) : Rasters(opened, states, path,
                passes);
            Console.Error.WriteLine($"{path}: {good} captions, {failed} that failed{states.Remark}");
            return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
        }));
        return command;
    }

    private static (long Good, long Failed) Images(BatchPlan plan, ShardStates states, string path)
    {
        if (!Path.GetExtension(path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            throw new OptionException($"--out {path}: the plan is of images, whose captions are JSON lines; expected a name that ends with .jsonl");
        }

        AtomicFile.Prepare(path);
        var (images, failed) = ImageCollector.Write(plan, states, path);
        return (images - failed, failed);
    }

    private static (long Good, long Failed) Rasters(BatchPlan plan, ShardStates states, string path, int smoothing)
    {
        var collector = new RasterCollector(plan, states);
        var layer = collector.Layer(smoothing);
        if (Path.GetExtension(path).Length == 0 || Directory.Exists(path))
        {
            LayerFolder.RequireOwn(path);
            var folder = layer.WriteFolder(path, report: null);
            return (folder.Captioned, folder.Failed);
        }

        AtomicFile.Prepare(path);
        LayerFile.RequireKnown(path, collector.Rasters.Reference);
        var outcome = layer.Write(path, report: null);
        return (outcome.Captioned, outcome.Failed);
    }
}
