using System.CommandLine;
using SkyScribe.Batch.Plans;
using SkyScribe.Batch.Results;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe batch</c>: work that is spread over processes and machines.</summary>
internal static class BatchCommand
{
    /// <param name="models">which models it can open</param>
    public static Command Create(ICaptionModels models)
    {
        var command = new ToolCommand("batch", "Captions rasters and images on any number of machines: plan, run, collect.")
        {
            Examples =
            [
                "batch plan 'scenes/*.tif' --out plan", "batch run plan --out results --task 0 --of 4", "batch status plan results",
                "batch collect plan results --out layer",
            ],
        };
        command.Add(BatchPlanCommand.Create(models));
        command.Add(BatchRunCommand.Create(models));
        command.Add(BatchStatusCommand.Create());
        command.Add(BatchRetryCommand.Create());
        command.Add(BatchCollectCommand.Create());
        command.Add(BatchPublishCommand.Create());
        command.Add(BatchWorkCommand.Create(models));
        command.Add(BatchDeadCommand.Create());
        return command;
    }

    /// <summary>The argument PLAN.</summary>
    public static Argument<string> Plan() => new("PLAN") { Description = "The folder that 'batch plan' made." };

    /// <summary>The argument RESULTS.</summary>
    public static Argument<string> Results() => new("RESULTS") { Description = "The folder or s3://BUCKET/PREFIX that the results went to." };

    /// <summary>Opens both.</summary>
    public static (BatchPlan Plan, BatchResults Results) Open(string plan, string results) =>
        (BatchPlan.Open(plan), new BatchResults(ResultStore.Open(results)));
}
