using System.CommandLine;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Queue;
using SkyScribe.Batch.Results;
using SkyScribe.Batch.Work;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch work</c>: takes shards from a queue.</summary>
internal static class BatchWorkCommand
{
    private const string Plan = "the queue's plan";

    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var queue = new QueueOptions();
        var output = new Option<string>("--out")
        {
            Description = "The folder or s3://BUCKET/PREFIX for the results, common to all workers.", Required = true,
        };
        var untilEmpty = new Option<bool>("--until-empty") { Description = "End once no shard waits or is under way anywhere. Left out: wait for more until the process is stopped." };
        var lease = new Option<int>("--lease")
        {
            Description = "Seconds without a sign of life after which a worker's shard is handed to another; the same for all workers of a queue.",
            DefaultValueFactory = _ => 30,
        };
        var (model, threads, heartbeat) = BatchRunCommand.WorkOptions(models);
        var command = new SavingCommand(
            "work", "Takes shards from a queue on a NATS server and captions them. Any number of workers may come and go. Exit codes as of 'batch run'.")
        {
            StoppedCode = ExitCode.TryAgain, LongestSaving = BatchRunCommand.LongestSaving,
            Examples = ["batch work --nats nats://queue:4222 --out results", "batch work --nats tls://queue:4222 --nats-creds worker.creds --out results --until-empty"],
        };
        command.AddAll([.. queue.All, output, untilEmpty, lease, model, threads, heartbeat]);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var seconds = parsed.GetValue(lease) is >= 2 and <= 3600 and var found ? TimeSpan.FromSeconds(found)
                : throw new OptionException($"--lease: found {parsed.GetValue(lease)}, expected 2 to 3600 seconds");
            IImageCaptioner? captioner = null;
            try
            {
                return BatchRunCommand.Work(() => Work(queue.Read(parsed), parsed.GetValue(output)!, parsed.GetValue(untilEmpty), seconds,
                    new Heartbeat(parsed.GetValue(heartbeat)), Open, cancellation).GetAwaiter().GetResult());
            }
            finally
            {
                captioner?.Dispose();
            }

            // A server's jobs have a plan each and the same model.
            IImageCaptioner Open(PlanManifest manifest)
            {
                if (captioner is not null)
                {
                    manifest.Settings.RequireModel(Plan, captioner);
                    return captioner;
                }

                return captioner = BatchRunCommand.OpenModel(models, parsed.GetValue(model), parsed.GetValue(threads), Plan, manifest);
            }
        })));
        return command;
    }

    private static async Task<ShardOutcome> Work(
        QueueChoice choice, string output, bool untilEmpty, TimeSpan lease, Heartbeat heartbeat, Func<PlanManifest, IImageCaptioner> open,
        CancellationToken cancellation)
    {
        ResultStore.Open(output);   // a place that is none is said before anything is taken
        await using var queue = await ShardQueue.Open(choice, cancellation);
        using var watcher = ConsoleProgress.OnError();
        var worker = new QueueWorker(
            queue, output, (manifest, results) => new ShardWorker(new ShardCaptioner(open(manifest), manifest), results, heartbeat, watcher.Line),
            heartbeat, watcher.Line) { Lease = lease };
        SavingCommand.Begin();
        return await worker.Run(untilEmpty, cancellation);
    }
}
