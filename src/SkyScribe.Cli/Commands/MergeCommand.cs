using System.CommandLine;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;

namespace SkyScribe.Cli.Commands;

/// <summary><c>skyscribe merge</c>: several data sets as one caption file.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var data = new Option<string[]>(
            "--data") { Description = "FOLDER=FILE: a caption file, and where its images lie below the common image folder; FOLDER:train=FILE (or :val, :test) where the file has no splits. Give at least two.", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the merged data set.", DefaultValueFactory = _ => "merged" };
        var output = new Option<string>("--out") { Description = "The caption file to write (Karpathy layout).", Required = true };
        var command = new ToolCommand("merge", "Writes several data sets as one, splits kept, to train a model on all of them.")
        {
            Examples =
            [
                "merge --data rsicd/images=rsicd/dataset_rsicd.json --data ucm/images=ucm/dataset_ucm.json --out merged.json",
                "merge --data images:train=captions_train2014.json --data images:val=captions_val2014.json --out coco.json",
            ],
        };
        command.AddAll(data, name, output);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            AtomicFile.Prepare(parsed.GetValue(output));
            MergedPart[] parts = [.. parsed.GetValue(data)!.Select(Part)];
            int images = MergedDataset.Write(parts, parsed.GetValue(output)!, parsed.GetValue(name)!);
            Console.WriteLine($"{parsed.GetValue(output)}: {images} images of {parts.Length} data sets");
            return ExitCode.Success;
        }));
        return command;
    }

    // Beside a file with splits of its own, "val=" is a folder of that name, and "val2014=" always is.
    private static MergedPart Part(string text)
    {
        if (text.Split('=', 2) is not [var below, { Length: > 0 } file])
        {
            throw new OptionException($"--data {text}: expected FOLDER=FILE, as in rsicd/images=rsicd/dataset_rsicd.json, or FOLDER:SPLIT=FILE");
        }

        int colon = below.LastIndexOf(':');
        string split = below[(colon + 1)..];
        bool isSplit = CaptionSource.IsSplit(split);
        return colon < 0 ? (isSplit && !char.IsAsciiDigit(below[^1]) && DatasetReader.Read(file).SplitOrigin == SplitOrigin.None
            ? new MergedPart(file, "", split) : new MergedPart(file, below))
            : isSplit ? new MergedPart(file, below[..colon], split)
            : throw new OptionException($"--data {text}: found the split {SkyScribeException.Quote(split)} after ':', expected train, val or test");
    }
}
