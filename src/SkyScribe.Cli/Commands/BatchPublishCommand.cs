using System.CommandLine;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Queue;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch publish</c>: puts a plan's shards into a queue.</summary>
internal static class BatchPublishCommand
{
    public static Command Create()
    {
        var plan = BatchCommand.Plan();
        var queue = new QueueOptions();
        var again = new Option<bool>("--again") { Description = "Publish shards anew that were published within the last ten minutes, after 'batch retry'." };
        var command = new ToolCommand(
            "publish", "Puts a plan's shards into a queue on a NATS server, one message each; workers take them from there. Doing it twice changes nothing.")
        {
            Examples = ["batch publish plan --nats nats://queue:4222"],
        };
        command.AddAll([plan, .. queue.All, again]);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() => Publish(
            BatchPlan.Open(parsed.GetValue(plan)!), queue.Read(parsed), parsed.GetValue(again), cancellation).GetAwaiter().GetResult())));
        return command;
    }

    private static async Task<int> Publish(BatchPlan plan, QueueChoice choice, bool again, CancellationToken cancellation)
    {
        await using var queue = await ShardQueue.Open(choice, cancellation);
        using var watcher = ConsoleProgress.OnError();
        int added = await queue.Publish(plan, again, watcher, cancellation);
        Console.WriteLine($"{queue.Name}: {added} of {plan.Shards.Count} shards are new in the queue");
        return ExitCode.Success;
    }
}
