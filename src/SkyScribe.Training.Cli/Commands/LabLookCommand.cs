using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Lab.Looks;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe lab look</c>: captions of models in an order that does not tell them apart, for a person to judge.</summary>
internal static class LabLookCommand
{
    private const int DefaultCount = 60;

    public static Command Create()
    {
        var files = new Argument<string[]>("captions")
        {
            Description = "Captions of one or more models, a file each, as evaluate --captions-out or caption --format json writes them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string?>("--images") { Description = "Folder of the images, to write the page." };
        var split = new Option<string>("--split") { Description = "Which pictures: val, test, train or all.", DefaultValueFactory = _ => "val" };
        var count = new Option<int>("--count") { Description = "How many pictures.", DefaultValueFactory = _ => DefaultCount };
        var seed = new Option<ulong>("--seed") { Description = "Of the draw and the orders.", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "Write the page to judge by, one HTML file." };
        var judged = new Option<string?>("--judged") { Description = "Count the judgements that the page saved." };
        var command = new ToolCommand(
            "look", "Makes a page of pictures with the captions of models in random order and without names, to judge by keys; or counts the judgements.")
        {
            Examples =
            [
                "lab look a.json b.json --data dataset_ucm.json --images images --out look.html",
                "lab look a.json b.json --data dataset_ucm.json --judged look.json",
            ],
        };
        command.AddAll(files, data, images, split, count, seed, output, judged);
        command.SetAction((parsed, _) => Task.Run(() => ExitCode.Of(() =>
        {
            string? page = parsed.GetValue(output), judgements = parsed.GetValue(judged);
            AtomicFile.Prepare(page);
            if ((page is null) == (judgements is null))
            {
                throw new OptionException("lab look: expected --out, to write the page, or --judged, to count what it saved");
            }

            CaptionDataset dataset = DatasetReader.Read(DataChoice.Get(parsed, data));
            var task = LookTask.Draw(dataset, parsed.GetValue(split)!, parsed.GetValue(files)!, parsed.GetValue(count), parsed.GetValue(seed));
            if (judgements is not null)
            {
                Console.Write(LookCounts.Of(task, judgements));
                return ExitCode.Success;
            }

            AtomicFile.WriteText(page!, LookPage.Of(task, parsed.GetValue(images) ?? throw new OptionException("lab look --out: --images is missing")));
            Console.WriteLine($"{page}: {task.Pictures.Count} pictures, {task.Pictures.Sum(picture => picture.Captions.Count)} captions to judge");
            return ExitCode.Success;
        })));
        return command;
    }
}
