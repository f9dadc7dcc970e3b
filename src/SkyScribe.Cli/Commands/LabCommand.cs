using System.CommandLine;
using SkyScribe.Metrics.Significance;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Lab;
using SkyScribe.Training.Optimization;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe lab</c>: many runs by a plan, and the tables that they make.</summary>
internal static class LabCommand
{
    private const string DefaultResults = "docs/results/runs";

    public static Command Create() => new("lab", "Trains what a plan lists and makes tables of the results.") { CreateRun(), CreateTable(), LabFiguresCommand.Create() };

    private static Command CreateRun()
    {
        var plan = new Argument<string>("plan") { Description = "A plan, such as plans/ucm-ablations.json." };
        var root = new Option<string>("--root") { Description = "Folder that the plan's paths start from.", Required = true };
        var work = new Option<string>("--work") { Description = "Folder of the runs' checkpoints.", DefaultValueFactory = _ => "runs/lab" };
        var results = Results();
        var resume = new Option<bool>("--resume") { Description = "Go on with the run that was cut off." };
        var command = new SavingCommand("run", "Does the plan's runs that have no result yet. Ctrl-C saves the one under way; --resume goes on.") { plan, root, work, results, resume };
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var read = LabPlan.Read(parsed.GetValue(plan)!);
            string workFolder = parsed.GetValue(work)!, resultFolder = parsed.GetValue(results)!;
            var runner = new LabRunner(read, parsed.GetValue(root)!, workFolder, resultFolder);
            if (!parsed.GetValue(resume) && runner.IsCutOff())
            {
                throw new CheckpointException($"plan '{read.Name}' has a run that was cut off (in {Path.Combine(workFolder, read.Name)}); go on with --resume, or remove that folder");
            }

            using var watcher = new TrainingWatcher(Console.Out, isLive: !Console.IsOutputRedirected);
            try
            {
                runner.Run(watcher, cancellation);
            }
            catch (OperationCanceledException)
            {
                watcher.Report(new TrainingMessage("stopped; finished runs and the one under way are kept; go on with the same command and --resume"));
                throw;
            }

            return ExitCode.Success;
        })));
        return command;
    }

    private static Command CreateTable()
    {
        var plan = new Argument<string>("plan") { Description = "The plan." };
        var split = new Option<string>("--split") { Description = "val or test.", DefaultValueFactory = _ => "val" };
        var output = new Option<string?>("--out") { Description = "Write the table to this file instead." };
        var plot = new Option<string?>("--plot") { Description = "Draw one metric of all rows as a PNG." };
        var metric = new Option<string>("--metric") { Description = "The metric to draw.", DefaultValueFactory = _ => "CIDEr" };
        var trials = new Option<int>("--trials") { Description = "Trials of the significance tests; 0 leaves them out.", DefaultValueFactory = _ => 2000 };
        var results = Results();
        var command = new Command("table", "Prints a plan's results as Markdown tables, beside the paper's.") { plan, split, results, output, plot, metric, trials };
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            var read = LabPlan.Read(parsed.GetValue(plan)!);
            AtomicFile.RequireFolder(parsed.GetValue(output));
            AtomicFile.RequireFolder(parsed.GetValue(plot));
            string folder = parsed.GetValue(results)!, scored = parsed.GetValue(split)!;
            string table = LabTable.Of(read, folder, scored, new ResamplingOptions { Trials = parsed.GetValue(trials) });
            if (parsed.GetValue(plot) is { } picture)
            {
                byte[] png = LabPlot.Png(read, folder, scored, parsed.GetValue(metric)!);
                AtomicFile.Write(picture, stream => stream.Write(png));
            }

            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, table);
            }
            else
            {
                Console.Write(table);
            }

            return ExitCode.Success;
        })));
        return command;
    }

    private static Option<string> Results() => new("--results") { Description = "Folder of the results.", DefaultValueFactory = _ => DefaultResults };
}
