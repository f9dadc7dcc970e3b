using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.Datasets.Toy;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli;

/// <summary>The toy preset needs no data: it draws its own, and shows what it learned.</summary>
internal static class ToyFiles
{
    private const string Preset = "toy";
    private const int CaptionsShown = 20;

    /// <summary>Where captions and images of a run lie.</summary>
    public static (CaptionSource CaptionFile, string ImageFolder) Resolve(string preset, CaptionSource? data, string? images, string outputFolder)
    {
        if (preset == Preset && data is null && images is null)
        {
            var toy = ToyDataset.Generate(Path.TrimEndingDirectorySeparator(outputFolder) + "-data", new ToyDatasetOptions());
            Console.WriteLine($"drew the toy data set: {toy.CaptionFile}");
            return (toy.CaptionFile, toy.ImageFolder);
        }

        return (data, images) switch
        {
            ({ } file, { } folder) => (file, folder),
            ({ File: { } folder }, null) when Directory.Exists(folder) => (folder, folder),
            _ => throw new OptionException($"--data and --images are needed with --preset {preset}; only --preset {Preset} draws its own data"),
        };
    }

    /// <summary>Captions test images of a run, where there are any, beside one of the sentences that were written for each.</summary>
    public static void ShowTestCaptions(TrainingRun run, string modelFolder, CancellationToken cancellation)
    {
        var dataset = TrainedSplits.Read(run.CaptionFile, [modelFolder]);
        if (!dataset.SplitCounts.ContainsKey("test") || dataset.CheckImages(run.ImageFolder, "test").Count > 0)
        {
            return;
        }

        using var model = TrainedModel.Load(modelFolder);
        var folder = new ImageFolder(run.ImageFolder);
        var images = dataset.Split("test").Take(CaptionsShown).ToArray();
        cancellation.ThrowIfCancellationRequested();
        var captions = model.Describe(images.Select(image => ImageReader.Read(folder.PathOf(image), null, model.Rendering)).ToArray());
        Console.WriteLine("test images, which training never saw (in brackets: a sentence of the data set):");
        foreach (var (image, caption) in images.Zip(captions))
        {
            Console.WriteLine($"{image.FileName}: {caption.Text}  [{image.Sentences[0].Raw}]");
            Console.WriteLine(
                $"    attributes: {string.Join(", ", caption.Attributes.Where(attribute => attribute.Sampled).Select(attribute => attribute.Name))}");
        }
    }
}
