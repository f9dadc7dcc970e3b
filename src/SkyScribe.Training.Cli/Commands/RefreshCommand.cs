using System.CommandLine;
using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.Training.Export;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe refresh</c>: an older model package in the form that this version writes.</summary>
internal static class RefreshCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model package; it is replaced as a whole.", Required = true };
        var command = new ToolCommand("refresh", "Brings a model package of an earlier version to the form of this one, with the same weights.")
        {
            Examples = ["refresh --model package"],
        };
        command.AddAll(model);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            string folder = parsed.GetValue(model)!;
            if (PackageRefresh.Refresh(folder) is not { } package)
            {
                Console.WriteLine($"{folder}: is of the newest version already; nothing was changed");
                return ExitCode.Success;
            }

            Console.WriteLine($"{folder}: version {package.Version}");
            foreach (var (file, stated) in package.Files)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stated.Bytes / 1e6,8:f2} MB  {stated.Sha256[..12]}  {file}"));
            }

            if (package.HasConfidence)
            {
                Console.WriteLine("its captions' log-probabilities moved a little: run 'calibrate' again for the confidence to keep its meaning");
            }

            return ExitCode.Success;
        }));
        return command;
    }
}
