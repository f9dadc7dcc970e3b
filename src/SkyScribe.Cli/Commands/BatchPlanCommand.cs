using System.CommandLine;
using System.Globalization;
using SkyScribe.Batch.Plans;
using SkyScribe.Geo.Jobs;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch plan</c>: decides once what all machines will do.</summary>
internal static class BatchPlanCommand
{
    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var inputs = new Argument<string[]>("IN")
        {
            Description = "Rasters: GeoTIFFs, also by https://, VRT mosaics, folders, patterns. With --images: image files, folders, patterns. Every machine must find them under the same names.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var list = new Option<string?>("--list") { Description = "A text file with more inputs, a path a line; relative ones are relative to that file's folder." };
        var output = new Option<string>("--out") { Description = "The plan, a new folder. It is never changed afterwards.", Required = true };
        var isImages = new Option<bool>("--images") { Description = "The inputs are image files, as 'caption' takes them, not rasters." };
        var size = new Option<int>("--shard-size")
        {
            Description = "How many tiles or images go into a shard, the piece of work that a process takes at a time; aim for 10 to 60 seconds of work.",
            DefaultValueFactory = _ => 4000,
        };
        var tiles = new RasterChoice();
        var recursive = new Option<bool>("--recursive") { Description = "With --images: folders include the folders below them." };
        var beam = new Option<int?>("--beam") { Description = "With --images: beam size of the search; left out, the model's own." };
        var maxPixels = new Option<long>("--max-pixels")
        {
            Description = $"With --images: largest picture that is read, width x height, up to {ImageLimits.LargestMaxPixels}.",
            DefaultValueFactory = _ => ImageLimits.Default.MaxPixels,
        };
        var model = new Option<string?>("--model") { Description = models.Description };
        var command = new ToolCommand("plan", "Lists the work as shards, so that any number of machines can do it. Nothing is captioned yet.")
        {
            Examples =
            [
                "batch plan 'scenes/*.tif' --out plan --columns water,trees", "batch plan chips --images --recursive --out plan",
                "batch plan --images --list chips.txt --out plan",
            ],
        };
        command.AddAll([inputs, list, output, isImages, size, .. tiles.All, recursive, beam, maxPixels, model]);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            string folder = parsed.GetValue(output)!;
            PlanWriter.RequireFree(folder);
            int shardSize = parsed.GetValue(size) is >= 1 and <= PlanWriter.MostShardSize and var wanted ? wanted
                : throw new OptionException($"--shard-size: found {parsed.GetValue(size)}, expected 1 to {PlanWriter.MostShardSize}");
            using var held = ProcessLock.Take(folder);
            using var captioner = models.Open(parsed.GetValue(model), 1);
            string[] named = parsed.GetValue(inputs)!;
            if (parsed.GetValue(isImages))
            {
                var leftAside = new LeftAside();
                using var listing = new ImageListing();
                foreach (string argument in named)
                {
                    listing.Add(argument, parsed.GetValue(recursive), leftAside);
                }

                listing.Add(Listed(parsed.GetValue(list)));
                if (listing.Count == 0)
                {
                    throw new OptionException("name an image file, a folder or a pattern, or a list of them in --list");
                }

                PlanWriter.Write(folder, listing.Sorted(), Images(captioner, parsed, tiles, parsed.GetValue(beam), parsed.GetValue(maxPixels)),
                    shardSize);
                leftAside.Report(Console.Error);
            }
            else
            {
                string[] all = [.. named, .. Listed(parsed.GetValue(list))];
                var rasters = RasterSet.Open([.. tiles.Rasters(parsed, all).Select(FullName)], tiles.Read(parsed), captioner.Rendering,
                    captioner.Resolution);
                string[] columns = tiles.Columns(parsed);
                RasterChoice.RequireAttributes(captioner, columns);
                Tell(rasters);
                PlanWriter.Write(folder, rasters, PlanSettings.Of(PlanKind.Rasters, captioner) with { Columns = columns }, shardSize);
            }

            var plan = BatchPlan.Open(folder);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{folder}: {plan.Manifest.Inputs} {(plan.Manifest.Settings.Kind == PlanKind.Rasters ? $"rasters, {plan.Manifest.Units} tiles" : "images")} in {plan.Shards.Count} shards"));
            return ExitCode.Success;
        }));
        return command;
    }

    private static IEnumerable<string> Listed(string? list) => list is null ? [] : ImageListing.ReadList(list);

    private static PlanSettings Images(IImageCaptioner captioner, ParseResult parsed, RasterChoice tiles, int? beam, long maxPixels)
    {
        var rendering = RenderingChoice.Read(parsed, tiles.Stretch, tiles.Bands);
        return PlanSettings.Of(PlanKind.Images, captioner) with
        {
            Rendering = rendering, MaxPixels = CaptionCommand.Limits(maxPixels).MaxPixels,
            Decoding = CaptionCommand.Search(captioner.DefaultDecoding, beam),
        };
    }

    // Machines may work in different folders.
    private static string FullName(string raster) => raster.Contains("://", StringComparison.Ordinal) ? raster
        : raster.Contains(',', StringComparison.Ordinal) && !File.Exists(raster)
        ? string.Join(',', raster.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath))
        : Path.GetFullPath(raster);

    private static void Tell(RasterSet rasters)
    {
        foreach (var (plan, note) in rasters.Plans.SelectMany(plan => plan.Notes.Select(note => (plan, note))).Take(20))
        {
            Console.Error.WriteLine($"{plan.Raster}: note: {note}");
        }
    }
}
