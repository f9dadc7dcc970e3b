using System.CommandLine;
using Microsoft.Extensions.Logging;
using SkyScribe.Datasets.Labels;
using SkyScribe.Geo;
using SkyScribe.Imaging;
using SkyScribe.IO;
using SkyScribe.Web;
using SkyScribe.Web.Access;
using SkyScribe.Web.Options;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe label</c>: pictures without captions in, a data set out, by way of a page on which a person corrects the model's
/// drafts.</summary>
internal static class LabelCommand
{
    private const string DefaultUrl = "http://127.0.0.1:8081";
    private const long MostRequestBytes = 64 << 10;

    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var folder = new Argument<string?>(
            "FOLDER") { Description = "Folder of pictures. Left out: go on with the data set of --out.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>(
            "--out") { Description = "The data set: a folder, made if need be. Pictures that it has already keep their labels." };
        var status = new Option<string?>("--status") { Description = "Count the labels of this data set, and do nothing else." };
        var rasters = new Option<string[]>("--from-raster")
        {
            Description = "Take tiles of this raster instead of a folder's pictures; a GeoTIFF, an address, a folder or a pattern; may be repeated.",
            DefaultValueFactory = _ => [],
        };
        var count = new Option<int>("--count") { Description = "How many tiles to take: those that differ most.", DefaultValueFactory = _ => 200 };
        var order = Choice.Option(
            "--order", "The order of the work: active (those first that stand for most others), random, or name.", LabelOrder.Active);
        var recursive = new Option<bool>("--recursive") { Description = "FOLDER includes the folders below it." };
        var copy = new Option<bool>("--copy") { Description = "Copy the pictures into the data set instead of linking to FOLDER." };
        var tiles = new RasterChoice(overlap: 0);
        var model = new Option<string?>("--model") { Description = $"Writes the drafts. {models.Description}" };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all processors.", DefaultValueFactory = _ => 0 };
        var noServe = new Option<bool>("--no-serve") { Description = "Only prepare the data set; do not open the page." };
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses of the page, with semicolons between them. Only this machine can reach the default.",
            DefaultValueFactory = _ => DefaultUrl,
        };
        var keys = new Option<string?>("--api-key-file")
        {
            Description = "File with a key a line; requests must carry one of them. Needed where other machines can reach the page.",
        };
        var command = new SavingCommand(
            "label", "Makes a data set of pictures without captions: the model writes drafts, and you accept, edit or reject them on a page, or in labels.csv. Ctrl-C stops it; the same command goes on.")
        {
            Examples = ["label photos --out harbour", "label --out harbour", "label --status harbour",
            "label --from-raster city.tif --count 200 --out city"],
        };
        command.AddAll([folder, output, status, rasters, count, order, recursive, copy, .. tiles.OfTiles, model, threads, noServe, urls, keys]);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string[] raster = parsed.GetValue(rasters)!;
            string? pictures = parsed.GetValue(folder);
            if (parsed.GetValue(status) is { } asked)
            {
                return Status(asked);
            }

            string dataset = parsed.GetValue(output)
                ?? throw new OptionException("--out: name the folder of the data set, as in 'label photos --out harbour'");
            if (pictures is not null && raster.Length > 0)
            {
                throw new OptionException($"FOLDER {pictures} and --from-raster: name one of them; a second run with the same --out adds the other (with --copy)");
            }

            if (pictures is null && raster.Length == 0 && !LabelStore.IsIn(dataset))
            {
                throw new OptionException($"--out {dataset}: there is no data set yet; name a folder of pictures, or a raster with --from-raster");
            }

            var options = new ServeOptions
            {
                Urls = parsed.GetValue(urls)!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Data = dataset,
                ApiKeys = parsed.GetValue(keys) is { } file ? KeyGuard.ReadFile(file) : [], MaxRequestBytes = MostRequestBytes,
            };
            options.Validate();
            var shown = tiles.Read(parsed);
            using var held = ProcessLock.Take(dataset);
            Directory.CreateDirectory(dataset);
            AtomicFile.Prepare(Path.Combine(dataset, LabelStore.TableName));
            var store = LabelStore.OpenOrMake(dataset);
            int failed = 0;
            if (pictures is not null || raster.Length > 0)
            {
                var maker = new LabelMaker(models, store) { Model = parsed.GetValue(model), Threads = parsed.GetValue(threads),
                    Order = Choice.Get<LabelOrder>(parsed, order), Options = shown };
                failed = pictures is not null ? maker.AddFolder(pictures, parsed.GetValue(recursive), parsed.GetValue(copy), cancellation)
                    : maker.AddTiles(RasterFiles.Expand(raster), InRange(parsed.GetValue(count)), cancellation);
            }

            Report(store);
            if (!parsed.GetValue(noServe))
            {
                ServeAsync(store, options, shown.Rendering, cancellation).GetAwaiter().GetResult();
                Report(store);
                Console.Error.WriteLine($"go on: label --out {dataset}    use it: train --data {dataset} ...");
            }

            return failed > 0 ? ExitCode.SomeFailed : ExitCode.Success;
        })));
        return command;
    }

    private static int InRange(int count) => count is >= 1 and <= LabelTable.MostRows ? count
        : throw new OptionException($"--count: found {count}, expected 1 to {LabelTable.MostRows}");

    private static int Status(string dataset)
    {
        if (!LabelStore.IsIn(dataset))
        {
            throw new SkyScribeException(dataset, $"has no {LabelStore.TableName}; 'label FOLDER --out {dataset}' makes a data set there");
        }

        return Report(LabelStore.Open(dataset)) > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }

    // Counts, and names pictures that are gone.
    private static int Report(LabelStore store)
    {
        const int MostNamed = 5;
        var counts = LabelCounts.Of(store.Rows());
        Console.WriteLine($"{store.Folder}: {counts.Pictures} pictures: {counts.Open} open, {counts.Accepted} accepted, {counts.Edited} edited, {counts.Rejected} rejected; {counts.Captions} captions in {LabelStore.CaptionsName}");
        var missing = store.Missing();
        foreach (var row in missing.Take(MostNamed))
        {
            Console.Error.WriteLine($"not there any more: {store.PathOf(row)}");
        }

        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"{missing.Count} pictures are not there any more: {LabelStore.TableName} keeps their labels, {LabelStore.CaptionsName} leaves them out");
        }

        return missing.Count;
    }

    private static async Task ServeAsync(LabelStore store, ServeOptions options, Rendering? rendering, CancellationToken cancellation)
    {
        await using var server = await LabelServer.StartAsync(
            options, store, rendering, log => log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace), cancellation)
            .ConfigureAwait(false);
        SavingCommand.Begin();
        foreach (string url in server.Urls)
        {
            Console.WriteLine($"open {url}{LabelServer.Address} in a browser; Ctrl-C stops");
        }

        var stopped = new TaskCompletionSource();
        using var watch = cancellation.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
    }
}
