using System.CommandLine;
using System.Globalization;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe export</c>: a trained model as a package that needs no libtorch.</summary>
internal static class ExportCommand
{
    private const int RangeImages = 256;

    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint") { Description = "A model folder, or the folder of a training run.", Required = true };
        var output = new Option<string>(
            "--out") { Description = "Folder of the package; one that is there is replaced as a whole.", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the model; the folder's where it is left out." };
        var int8 = new Option<bool>(
            "--int8") { Description = "8 bits: a quarter of the size and two to four times the speed. Needs --data and --images." };
        Option<string[]> data = DataChoice.Create(required: false);
        var images = new Option<string?>("--images") { Description = "Folder of these images." };
        var decoder = Choice.Option("--decoder", "Form of the decoder's weights with --int8.", new ExportOptions { Name = "" }.DecoderForm);
        var licence = new Option<string>("--data-licence") { Description = "What the training data may be used for; a sentence for the model card.",
            DefaultValueFactory = _ => "not stated" };
        var command = new ToolCommand("export", "Writes a model package: ONNX graphs, words, model card, with the hash of each file.")
        {
            Examples =
            [
                "export --checkpoint runs/ucm --out package",
                "export --checkpoint runs/ucm --out package --int8 --data dataset_ucm.json --images images",
            ],
        };
        command.AddAll(checkpoint, output, name, int8, data, images, decoder, licence);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string folder = parsed.GetValue(output)!;
            using var held = ProcessLock.Take(folder);
            using var watcher = ConsoleProgress.OnError();
            var options = new ExportOptions
            {
                Name = parsed.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
                RangeImages = parsed.GetValue(int8)
                ? ImagesToMeasure(DataChoice.Find(parsed, data), parsed.GetValue(images), parsed.GetValue(checkpoint)!) : null,
                DecoderForm = Choice.Get<ProductForm>(parsed, decoder),
                DataLicence = parsed.GetValue(licence)!,
            };
            var (package, difference) = PackageExporter.Export(parsed.GetValue(checkpoint)!, folder, options, watcher, cancellation);
            watcher.Dispose();
            Console.WriteLine($"in float32, {difference}");
            foreach (var (file, stated) in package.Files)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stated.Bytes / 1e6,8:f2} MB  {stated.Sha256[..12]}  {file}"));
            }

            return ExitCode.Success;
        })));
        return command;
    }

    // Evenly spaced over the training split, so that all scenes are among them.
    private static string[] ImagesToMeasure(CaptionSource? data, string? images, string checkpoint)
    {
        if (data is null || images is null)
        {
            throw new OptionException("--int8 needs --data and --images: training images whose activations are measured");
        }

        var train = TrainedSplits.Read(data, [checkpoint]).Split("train");
        int count = Math.Min(RangeImages, train.Count);
        var folder = new ImageFolder(images);
        return [.. Enumerable.Range(0, count).Select(i => folder.PathOf(train[(int)((long)i * train.Count / count)]))];
    }
}
