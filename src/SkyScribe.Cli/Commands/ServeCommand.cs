using System.CommandLine;
using Microsoft.Extensions.Logging;
using SkyScribe.IO;
using SkyScribe.Web;
using SkyScribe.Web.Access;
using SkyScribe.Web.Options;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe serve</c>: captions over HTTP, with a page.</summary>
internal static class ServeCommand
{
    private const long Megabyte = 1 << 20;

    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var defaults = new ServeOptions { Data = "skyscribe-data" };
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, with semicolons between them. Only this machine can reach the default.",
            DefaultValueFactory = _ => ServeOptions.DefaultUrl,
        };
        var data = new Option<string>("--data")
        {
            Description = "Folder of jobs, uploads, layers and corrections; made if need be.", DefaultValueFactory = _ => defaults.Data,
        };
        var model = new Option<string?>("--model") { Description = models.Description };
        var keys = new Option<string?>("--api-key-file")
        {
            Description = "File with a key a line; requests must carry one of them. Needed where other machines can reach the server.",
        };
        var anonymous = new Option<bool>("--allow-anonymous") { Description = "Let other machines use the server without a key." };
        var sources = new Option<string[]>("--allow-source")
        {
            Description = "A folder or a host from which rasters may be named instead of sent; may be repeated.", DefaultValueFactory = _ => [],
        };
        var queue = new QueueOptions(isRequired: false);
        var results = new Option<string?>("--results")
        {
            Description = "With --nats: where workers put their results, as they name it in --out. Left out: the folder 'results' of --data.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all processors.", DefaultValueFactory = _ => 0 };
        var maxPixels = new Option<long>(
            "--max-pixels") { Description = "Largest picture, width x height.", DefaultValueFactory = _ => defaults.MaxPixels };
        var maxRaster = new Option<long>("--max-raster-mb")
        {
            Description = "Largest raster that may be sent, in megabytes.", DefaultValueFactory = _ => defaults.MaxRasterBytes / Megabyte,
        };
        var quota = new Option<long>("--quota-mb")
        {
            Description = "Most that the data folder may hold, in megabytes.", DefaultValueFactory = _ => defaults.QuotaBytes / Megabyte,
        };
        var keep = new Option<int>(
            "--keep-days") { Description = "Delete finished jobs with their layers after so many days; 0 keeps them.", DefaultValueFactory = _ => 0 };
        var command = new SavingCommand(
            "serve", "Serves captions over HTTP: a map page for people, an API for programs, layers for QGIS. Ctrl-C stops it; jobs go on at the next start.")
        {
            Examples = ["serve", "serve --data /srv/skyscribe --allow-source /data/scenes",
            "serve --urls http://0.0.0.0:8080 --api-key-file keys.txt --quota-mb 20000", "serve --data /share/skyscribe --nats nats://queue:4222"],
        };
        command.AddAll([urls, data, model, keys, anonymous, sources, .. queue.All, results, threads, maxPixels, maxRaster, quota, keep]);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var options = new ServeOptions
            {
                Urls = parsed.GetValue(urls)!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Data = Path.GetFullPath(parsed.GetValue(data)!),
                ApiKeys = parsed.GetValue(keys) is { } file ? KeyGuard.ReadFile(file) : [],
                AllowAnonymous = parsed.GetValue(anonymous), AllowedSources = parsed.GetValue(sources)!,
                MaxPixels = InRange(maxPixels, 1, Imaging.ImageLimits.LargestMaxPixels),
                MaxRasterBytes = Megabyte * InRange(maxRaster, 1, 1 << 24), QuotaBytes = Megabyte * InRange(quota, 1, 1L << 30),
                Queue = queue.Chosen(parsed), Results = Place(parsed.GetValue(results)), KeepDays = (int)InRange(keep, 0, 100_000),
            };
            options.Validate();
            return RunAsync(options, models, parsed.GetValue(model), parsed.GetValue(threads), cancellation).GetAwaiter().GetResult();

            long InRange<T>(Option<T> option, long least, long most)
                where T : struct, IConvertible
            {
                long value = parsed.GetValue(option).ToInt64(null);
                return value >= least && value <= most ? value
                    : throw new OptionException($"{option.Name}: found {value}, expected {least} to {most}");
            }
        })));
        return command;
    }

    private static string? Place(string? results) => results is null || results.Contains("://", StringComparison.Ordinal) ? results
        : Path.GetFullPath(results);

    private static async Task<int> RunAsync(
        ServeOptions options, ICaptionModels models, string? path, int threads, CancellationToken cancellation)
    {
        using var held = ProcessLock.Take(Path.Combine(options.Data, "server"));
        using var model = models.Open(path, threads);
        await using var server = await CaptionServer.StartAsync(
            options, model, log => log.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace), cancellation)
            .ConfigureAwait(false);
        SavingCommand.Begin();
        foreach (string url in server.Urls)
        {
            Console.WriteLine($"listening on {url}");
        }

        Console.Error.WriteLine($"data in {options.Data}; {Access(options)}; Ctrl-C stops");
        var stopped = new TaskCompletionSource();
        using var watch = cancellation.Register(stopped.SetResult);
        await stopped.Task.ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string Access(ServeOptions options) => options.ApiKeys.Count > 0 ? $"requests need one of {options.ApiKeys.Count} keys"
        : options.IsLoopback ? "only this machine can reach it, without a key"
        : "WARNING: every machine that can reach it may use it, without a key (--allow-anonymous)";
}
