using System.CommandLine;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe merge</c>: several data sets as one caption file.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data") { Description = "FOLDER=FILE: a caption file, and where its images lie below the common image folder. Give at least two.", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the merged data set.", DefaultValueFactory = _ => "merged" };
        var output = new Option<string>("--out") { Description = "The caption file to write (Karpathy layout).", Required = true };
        var command = new ToolCommand("merge", "Writes several data sets as one, splits kept, to train a model on all of them.")
        {
            Examples = ["merge --data rsicd/images=rsicd/dataset_rsicd.json --data ucm/images=ucm/dataset_ucm.json --out merged.json"],
        };
        command.AddAll(data, name, output);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            MergedPart[] parts = [.. parsed.GetValue(data)!.Select(text => text.Split('=', 2) is [var below, { Length: > 0 } file]
                ? new MergedPart(file, below)
                : throw new OptionException($"--data {text}: expected FOLDER=FILE, as in rsicd/images=rsicd/dataset_rsicd.json"))];
            int images = MergedDataset.Write(parts, parsed.GetValue(output)!, parsed.GetValue(name)!);
            Console.WriteLine($"{parsed.GetValue(output)}: {images} images of {parts.Length} data sets");
            return ExitCode.Success;
        }));
        return command;
    }
}
