using System.CommandLine;
using SkyScribe.Batch.Queue;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch dead</c>: what failed for good.</summary>
internal static class BatchDeadCommand
{
    public static Command Create()
    {
        var queue = new QueueOptions();
        var command = new ToolCommand("dead", "Lists the shards of a queue that failed for good, with their last errors. The exit code is 1 where there are any.")
        {
            Examples = ["batch dead --nats nats://queue:4222"],
        };
        command.AddAll(queue.All);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() => List(queue.Read(parsed),
            cancellation).GetAwaiter().GetResult())));
        return command;
    }

    private static async Task<int> List(QueueChoice choice, CancellationToken cancellation)
    {
        await using var queue = await ShardQueue.Open(choice, cancellation);
        var letters = await queue.Dead(cancellation);
        foreach (var letter in letters)
        {
            Console.WriteLine($"plan {letter.Plan[..12]} shard {letter.Index} ({letter.Attempts} attempts): {letter.Error.ReplaceLineEndings(" ")}");
        }

        return letters.Count > 0 ? ExitCode.SomeFailed : ExitCode.Success;
    }
}
