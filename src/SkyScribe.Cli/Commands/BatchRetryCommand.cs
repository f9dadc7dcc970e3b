using System.CommandLine;
using SkyScribe.Batch.Collecting;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch retry</c>: makes what failed work that is yet to be done.</summary>
internal static class BatchRetryCommand
{
    public static Command Create()
    {
        var (plan, results) = (BatchCommand.Plan(), BatchCommand.Results());
        var command = new ToolCommand(
            "retry", "Forgets the shards that were given up, that have inputs that could not be read, or whose part is damaged: the next run does them again.")
        {
            Examples = ["batch retry plan results"],
        };
        command.AddAll(plan, results);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            var (opened, found) = BatchCommand.Open(parsed.GetValue(plan)!, parsed.GetValue(results)!);
            int again = BatchRetry.Run(opened, found);
            Console.WriteLine(again == 0 ? "nothing failed" : $"{again} of {opened.Shards.Count} shards are to be done again");
            return ExitCode.Success;
        }));
        return command;
    }
}
