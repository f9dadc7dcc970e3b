using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Lab;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe lab pack</c>: results of older versions in today's form.</summary>
internal static class LabPackCommand
{
    /// <param name="results">the option for the folder of results</param>
    public static Command Create(Option<string> results)
    {
        var plans = new Argument<string[]>("plans") { Description = "Plans, or folders of plans.", DefaultValueFactory = _ => ["plans"] };
        var command = new ToolCommand(
            "pack", "Puts results of older versions into today's form: short names, small files, the images' scores of a plan in one compressed file. The tables stay as they are.")
        {
            Examples = ["lab pack plans"],
        };
        command.AddAll(plans, results);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var store = new LabResults(parsed.GetValue(results)!);
            foreach (string file in parsed.GetValue(plans)!.SelectMany(LabPlan.FilesIn))
            {
                cancellation.ThrowIfCancellationRequested();
                var plan = LabPlan.Read(file);
                int packed = store.Pack(plan);
                if (packed > 0)
                {
                    Console.WriteLine($"{plan.Name}: {packed} result{(packed == 1 ? "" : "s")} packed into {store.FolderOf(plan.Name)}");
                }
            }

            return ExitCode.Success;
        })));
        return command;
    }
}
