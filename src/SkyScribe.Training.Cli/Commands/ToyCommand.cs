using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Datasets.Toy;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe toy</c>: writes the procedural data set, to look at or to train on.</summary>
internal static class ToyCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder of the data set.", Required = true };
        var train = new Option<int>("--train") { Description = "Training images.", DefaultValueFactory = _ => new ToyDatasetOptions().Train };
        var size = new Option<int>(
            "--size") { Description = "Width and height, in pixels.", DefaultValueFactory = _ => new ToyDatasetOptions().ImageSize };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes.", DefaultValueFactory = _ => 1 };
        var command = new ToolCommand("toy", "Draws the toy data set: aerial scenes with captions and splits in the Karpathy layout.")
        {
            Examples = ["toy --out toy-data", "toy --out toy-data --train 200 --size 64"],
        };
        command.AddAll(output, train, size, seed);
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            using var held = ProcessLock.Take(parsed.GetValue(output)!);
            var options = new ToyDatasetOptions { Train = parsed.GetValue(train), ImageSize = parsed.GetValue(size), Seed = parsed.GetValue(seed) };
            var paths = ToyDataset.Generate(parsed.GetValue(output)!, options);
            Console.WriteLine($"{paths.CaptionFile}\n{paths.ImageFolder}");
            return ExitCode.Success;
        }));
        return command;
    }
}
