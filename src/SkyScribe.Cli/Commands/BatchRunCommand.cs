using System.CommandLine;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Work;
using SkyScribe.Geo;
using SkyScribe.Imaging;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch run</c>: does a task's shards.</summary>
internal static class BatchRunCommand
{
    // Schedulers wait 30 s as a rule between SIGTERM and SIGKILL; ten are promised.
    public static readonly TimeSpan LongestSaving = TimeSpan.FromSeconds(8);

    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var plan = BatchCommand.Plan();
        var output = new Option<string>("--out")
        {
            Description = "The folder or s3://BUCKET/PREFIX for the results, common to all tasks.", Required = true,
        };
        var task = new Option<int?>("--task") { Description = "Which task this is, from 0: it does the shards I, I+N, I+2N and so on. Left out: what Slurm, AWS Batch or Kubernetes says; without any, all shards." };
        var of = new Option<int?>("--of") { Description = "How many tasks there are. Slurm and AWS Batch say it themselves, Kubernetes does not." };
        var (model, threads, heartbeat) = WorkOptions(models);
        var command = new SavingCommand(
            "run", "Captions a task's shards; those that are done are left as they are. Exit codes: 0 all done; 65 some inputs failed for good; 75 try again.")
        {
            StoppedCode = ExitCode.TryAgain, LongestSaving = LongestSaving,
            Examples = ["batch run plan --out results", "batch run plan --out results --task 2 --of 8 --threads 4 --heartbeat /tmp/alive"],
        };
        command.AddAll(plan, output, task, of, model, threads, heartbeat);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var choice = TaskChoice.Of(parsed.GetValue(task), parsed.GetValue(of), Environment.GetEnvironmentVariable);
            var (opened, results) = BatchCommand.Open(parsed.GetValue(plan)!, parsed.GetValue(output)!);
            using var captioner = OpenModel(models, parsed.GetValue(model), parsed.GetValue(threads), opened.Folder, opened.Manifest);
            return Work(() =>
            {
                results.Require(opened.Id, claim: true);
                using var watcher = ConsoleProgress.OnError();
                var worker = new ShardWorker(
                    new ShardCaptioner(captioner, opened.Manifest), results, new Heartbeat(parsed.GetValue(heartbeat)), watcher.Line);
                SavingCommand.Begin();
                return new BatchRun(opened, worker).Run(choice, watcher, cancellation).GetAwaiter().GetResult();
            });
        })));
        return command;
    }

    /// <summary>The options of everything that captions shards.</summary>
    public static (Option<string?> Model, Option<int> Threads, Option<string?> Heartbeat) WorkOptions(ICaptionModels models) => (
        new Option<string?>("--model") { Description = models.Description + " It must be the plan's." },
        new Option<int>("--threads") { Description = "Threads; 0 takes all processors that the process may use.", DefaultValueFactory = _ => 0 },
        new Option<string?>("--heartbeat") { Description = "A file that is rewritten while the work makes progress, for liveness probes." });

    /// <summary>Opens the model of a plan.</summary>
    /// <exception cref="BatchException">It is another one.</exception>
    public static IImageCaptioner OpenModel(ICaptionModels models, string? path, int threads, string plan, PlanManifest manifest)
    {
        var captioner = models.Open(path, threads, new ImageLimits { MaxPixels = manifest.Settings.MaxPixels }, manifest.Settings.Rendering);
        try
        {
            manifest.Settings.RequireModel(plan, captioner);
            return captioner;
        }
        catch
        {
            captioner.Dispose();
            throw;
        }
    }

    /// <summary>Does work and turns what became of it into an exit code.</summary>
    public static int Work(Func<ShardOutcome> work)
    {
        using var telemetry = TelemetryExport.Start();
        ShardOutcome outcome;
        try
        {
            outcome = work();
        }
        catch (Exception problem) when (problem is BatchException { MayPass: true } or GeoException { MayPass: true })
        {
            Console.Error.WriteLine($"error: {problem.Message}");
            outcome = ShardOutcome.TryAgain;
        }

        switch (outcome)
        {
            case ShardOutcome.TryAgain:
                Console.Error.WriteLine("not all is done: run this again");
                return ExitCode.TryAgain;
            case ShardOutcome.FailedForGood:
                Console.Error.WriteLine("done, but for inputs that cannot be captioned: 'batch collect' lists them as failed, 'batch retry' lets them be tried again");
                return ExitCode.FailedForGood;
            default:
                return ExitCode.Success;
        }
    }
}
