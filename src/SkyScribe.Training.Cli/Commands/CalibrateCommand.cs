using System.CommandLine;
using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe calibrate</c>: measures how far a package's captions can be trusted and stores it there.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model package.", Required = true };
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string>("--images") { Description = "Folder of the images.", Required = true };
        var command = new ToolCommand(
            "calibrate", "Measures on train and val how far a package's captions can be trusted, and stores it in the package.")
        {
            Examples = ["calibrate --model package --data dataset_ucm.json --images images"],
        };
        command.AddAll(model, data, images);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            using var held = ProcessLock.Take(parsed.GetValue(model)!);
            using var watcher = ConsoleProgress.OnError();
            var found = PackageCalibrator.Calibrate(
                parsed.GetValue(model)!, TrainedSplits.Read(DataChoice.Get(parsed, data), [parsed.GetValue(model)!]), parsed.GetValue(images)!,
                watcher, cancellation);
            watcher.Dispose();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Images} val images, {found.RightShare:p1} right; calibration error {found.CalibrationError:f3}, Brier {found.Brier:f3} (constant: {found.BrierOfShare:f3}), ranking {found.Ranking:f3}"));
            Console.WriteLine("| confidence | right |\n|---|---|");
            foreach (var (confidence, right) in found.Groups)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {confidence:f2} | {right:f2} |"));
            }

            return ExitCode.Success;
        })));
        return command;
    }
}
