using System.CommandLine;
using System.Globalization;
using SkyScribe.Batch.Collecting;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch status</c>: how far a plan has come.</summary>
internal static class BatchStatusCommand
{
    public static Command Create()
    {
        var (plan, results) = (BatchCommand.Plan(), BatchCommand.Results());
        var json = new Option<bool>("--json") { Description = "Print one JSON object: done, running, failed and missing are shards; rate is in units a second, eta in seconds." };
        var command = new ToolCommand("status", "Says how far the work has come, from the files of the results alone.")
        {
            Examples = ["batch status plan results", "batch status plan results --json"],
        };
        command.AddAll(plan, results, json);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            var (opened, found) = BatchCommand.Open(parsed.GetValue(plan)!, parsed.GetValue(results)!);
            var status = BatchStatus.Of(opened, found);
            Console.WriteLine(parsed.GetValue(json) ? StatusJson.Of(status) : Text(status));
            return ExitCode.Success;
        }));
        return command;
    }

    private static string Text(BatchStatus status) => string.Create(CultureInfo.InvariantCulture, $"""
        shards: {status.Shards}; done {status.Done}, running {status.Running}, failed {status.Failed}, missing {status.Missing}
        {status.Unit}: {status.Units}; done {status.UnitsDone}, of them {status.FailedInputs} could not be read
        {(status.Rate is { } rate ? $"{rate:f1} {status.Unit}/s" : "speed not known yet")}{(status is { Eta: { } eta, Missing: > 0 } ? $", about {TimeSpan.FromSeconds(Math.Min(eta, 1e9)):d\\.hh\\:mm\\:ss} left at that speed" : "")}
        """);
}
