using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Lab;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe lab figures</c>: two models' captions and attention side by side, as in the paper's Fig. 7 and 8.</summary>
internal static class LabFiguresCommand
{
    public static Command Create()
    {
        var baseline = new Option<string>("--base") { Description = "Model or run folder of the base model.", Required = true };
        var ours = new Option<string>("--ours") { Description = "Model or run folder of the model to compare with it.", Required = true };
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string>("--images") { Description = "Folder of the images.", Required = true };
        var split = new Option<string>("--split") { Description = "val or test.", DefaultValueFactory = _ => "val" };
        var count = new Option<int>(
            "--count") { Description = "How many images, evenly spaced over the split.", DefaultValueFactory = _ => LabFigures.DefaultCount };
        var names = new Option<string[]>("--image") { Description = "File names of the images to show instead, as the caption file has them.",
            AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = "Folder for fig7.md and a fig8-NAME.png an image.", Required = true };
        var command = new ToolCommand("figures", "Compares two models' captions and attention on some images: the paper's Fig. 7 and 8.")
        {
            Examples = ["lab figures --base runs/base --ours runs/jtts --data dataset_ucm.json --images images --out figures"],
        };
        command.AddAll(baseline, ours, data, images, split, count, names, output);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            using var first = TrainedModel.Load(parsed.GetValue(baseline)!);
            using var second = TrainedModel.Load(parsed.GetValue(ours)!);
            var dataset = TrainedSplits.Read(DataChoice.Get(parsed, data), [parsed.GetValue(baseline)!, parsed.GetValue(ours)!]);
            var written = new LabFigures(first, second, dataset).Write(
                parsed.GetValue(images)!, parsed.GetValue(split)!, parsed.GetValue(output)!, parsed.GetValue(count), parsed.GetValue(names),
                cancellation);
            foreach (string file in written)
            {
                Console.WriteLine(file);
            }

            return ExitCode.Success;
        })));
        return command;
    }
}
