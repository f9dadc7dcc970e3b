using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.IO;
using SkyScribe.Lab;
using SkyScribe.Metrics.Significance;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe lab</c>: many runs by a plan, and the tables that they make.</summary>
internal static class LabCommand
{
    private const string DefaultResults = "docs/results/runs";

    public static Command Create() => new("lab", "Trains what a plan lists and makes tables of the results.") { CreateRun(), CreateTable(),
        CreateStatus(), LabPackCommand.Create(Results()), LabFiguresCommand.Create(), LabLookCommand.Create(), LabStudyCommand.Create() };

    private static Command CreateRun()
    {
        var plan = new Argument<string>("plan") { Description = "A plan, such as plans/ucm-ablations.json." };
        var root = new Option<string>("--root") { Description = "Folder that the plan's paths start from.", Required = true };
        var work = new Option<string>("--work") { Description = "Folder of the runs' checkpoints.", DefaultValueFactory = _ => "runs/lab" };
        var results = Results();
        Option<string?> spice = ScoringChoice.CreateSpiceJar();
        var resume = new Option<bool>("--resume") { Description = "Resume the run that was cut off." };
        var command = new SavingCommand(
            "run", "Does the plan's runs that have no result yet. A row whose encoder weights are missing is left out, the others are run. Ctrl-C saves the run under way; --resume continues it.")
        {
            Examples = ["lab run plans/ucm-ablations.json --root data", "lab run plans/ucm-ablations.json --root data --resume"],
        };
        command.AddAll(plan, root, work, results, spice, resume);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var read = LabPlan.Read(parsed.GetValue(plan)!);
            string workFolder = parsed.GetValue(work)!, resultFolder = parsed.GetValue(results)!;
            using var held = ProcessLock.Take(Path.Combine(workFolder, read.Name));
            AtomicFile.DeleteLeftovers(Path.Combine(workFolder, read.Name));
            var runner = new LabRunner(read, parsed.GetValue(root)!, workFolder, resultFolder, parsed.GetValue(spice));
            if (!parsed.GetValue(resume) && runner.IsCutOff())
            {
                throw new CheckpointException(
                    $"plan '{read.Name}' has a run that was cut off (in {Path.Combine(workFolder, read.Name)}); resume it with --resume, or remove that folder");
            }

            using var watcher = new TrainingWatcher(Console.Out, isLive: !Console.IsOutputRedirected);
            IReadOnlyList<LabFailure> failures;
            try
            {
                failures = runner.Run(watcher, cancellation);
            }
            catch (OperationCanceledException)
            {
                watcher.Report(new TrainingMessage(
                    "stopped; finished runs and the one under way are kept; continue with the same command and --resume"));
                throw;
            }

            watcher.Dispose();
            foreach (var failure in failures)
            {
                Console.Error.WriteLine($"error: {failure.Row.Name}, seed {failure.Seed}: {failure.Reason}");
            }

            return failures.Count == 0 ? ExitCode.Success : ExitCode.SomeFailed;
        })));
        return command;
    }

    private static Command CreateStatus()
    {
        var plans = new Argument<string[]>("plans") { Description = "Plans, or folders of plans.", DefaultValueFactory = _ => ["plans"] };
        var output = new Option<string?>("--out") { Description = "Write the page to this file instead." };
        var tables = new Option<string>(
            "--tables") { Description = "Folder of the tables that the page links to.", DefaultValueFactory = _ => "docs/results/tables" };
        var results = Results();
        var command = new ToolCommand("status", "Lists plans as Markdown: run, partly run or not run, and the weight files that missing runs want.")
        {
            Examples = ["lab status plans --out docs/results/plans.md"],
        };
        command.AddAll(plans, results, tables, output);
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            string page = LabStatus.Of(parsed.GetValue(plans)!, parsed.GetValue(results)!, parsed.GetValue(tables)!, parsed.GetValue(output));
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, page);
            }
            else
            {
                Console.Write(page);
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
        var trials = new Option<int>(
            "--trials") { Description = "Trials of the significance tests; 0 leaves them out.", DefaultValueFactory = _ => 2000 };
        var results = Results();
        var command = new ToolCommand("table", "Prints a plan's results as Markdown tables, beside the paper's.")
        {
            Examples = ["lab table plans/ucm-ablations.json --split val --out table.md"],
        };
        command.AddAll(plan, split, results, output, plot, metric, trials);
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            var read = LabPlan.Read(parsed.GetValue(plan)!);
            AtomicFile.Prepare(parsed.GetValue(output));
            AtomicFile.Prepare(parsed.GetValue(plot));
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
