using System.CommandLine;
using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe resolution</c>: at which ground resolutions a package's captions are right.</summary>
internal static class ResolutionCommand
{
    private const int DefaultImages = 300;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model package.", Required = true };
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string>("--images") { Description = "Folder of the images.", Required = true };
        var metres = new Option<double?>(
            "--metres") { Description = "Size of the images' pixels on the ground. With it the default for 'raster' and the range in which the model is good are stored in the package; left out: only the table is printed." };
        var most = new Option<int>(
            "--sample") { Description = "Most val images; more are thinned out evenly.", DefaultValueFactory = _ => DefaultImages };
        var command = new ToolCommand(
            "resolution", "Captions val images at ground resolutions from half to twice their own, prints what the captions are worth as a Markdown table, and stores in the package where they are good.")
        {
            Examples = ["resolution --model package --data dataset_ucm.json --images images --metres 0.3048"],
        };
        command.AddAll(model, data, images, metres, most);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string folder = parsed.GetValue(model)!;
            double? size = parsed.GetValue(metres);
            if (size is not null and not (>= 0.001 and <= 100_000))
            {
                throw new OptionException(FormattableString.Invariant($"--metres: found {size}, expected 0.001 to 100,000"));
            }

            int count = parsed.GetValue(most) is >= 1 and <= 1_000_000 and var number ? number
                : throw new OptionException("--sample: expected 1 to 1,000,000 images");
            using var held = ProcessLock.Take(folder);
            using var watcher = ConsoleProgress.OnError();
            var report = ResolutionCalibrator.Measure(
                folder, TrainedSplits.Read(DataChoice.Get(parsed, data), [folder]), parsed.GetValue(images)!, count, watcher,
                cancellation);
            watcher.Dispose();
            Print(report, size);
            if (size is { } stored)
            {
                ResolutionCalibrator.Store(folder, report.Range(stored));
            }

            return ExitCode.Success;
        })));
        return command;
    }

    private static void Print(ResolutionReport report, double? metres)
    {
        Console.WriteLine($"{report.Dataset}, {report.Images} val images.\n");
        Console.WriteLine(
            $"| pixels | beside their own |{(metres is null ? "" : " m a pixel of the model's input |")} CIDEr | right | confidence | out of domain |");
        Console.WriteLine($"|---|---|{(metres is null ? "" : "---|")}---|---|---|---|");
        foreach (var result in report.Results)
        {
            double ground = report.PixelsOfInput * result.Scale * (metres ?? 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(result.IsEnlarged ? "enlarged to their own" : "as they are")} | {result.Scale:f2} |{(metres is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {ground:f3} |"))} {result.Cider:f3} | {result.RightShare:p1} | {(double.IsNaN(result.Confidence) ? "" : result.Confidence.ToString("f2", CultureInfo.InvariantCulture))} | {result.OutOfDomainShare:p1} |"));
        }

        if (metres is { } size)
        {
            var range = report.Range(size);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"\nStored in the package: best {range.Best} m, good from {range.Finest} to {range.Coarsest} m; rasters with pixels up to {range.CoarsestEnlarged} m are enlarged to {range.Best} m."));
        }
    }
}
