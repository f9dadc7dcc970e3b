using System.CommandLine;
using System.Diagnostics;
using SkyScribe.Cli;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Export;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe adapt</c>: a model that says what your own captions say, from a trained one and some hundred pictures.</summary>
internal static class AdaptCommand
{
    private const int RangeImages = 256, FewestToCalibrate = 20, TimedPictures = 4;
    private const string Page = "compare.html", Table = "compare.txt";

    /// <param name="models">which models it can open</param>
    public static Command Create(TrainedModels models)
    {
        Option<string[]> data = DataChoice.Create();
        var images = new Option<string?>("--images") { Description = "Folder of the images; the captions' own folder where it is left out." };
        var model = new Option<string>("--model")
        {
            Description = "Model to start from: bundled, a model package, a model folder or the folder of a run.",
            DefaultValueFactory = _ => "bundled",
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder of the new model package. The training lies beside it, in MODEL.run.", Required = true,
        };
        var also = new Option<string[]>("--also")
        {
            Description = "FILE=IMAGES: other captioned pictures to compare both models on, such as what the old one was trained on. May be given several times.",
            DefaultValueFactory = _ => [],
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Change a setting of the training: key=value. May be given several times.", DefaultValueFactory = _ => [],
        };
        Option<int> skipMissing = DataChoice.CreateSkip("--skip-missing", "missing"), skipDamaged =
            DataChoice.CreateSkip("--skip-damaged", "damaged");
        var resume = new Option<bool>("--resume") { Description = "Go on where the same command was stopped." };
        var cache = new Option<string?>("--cache") { Description = "Folder of cached features, shared by all runs." };
        var command = new SavingCommand(
            "adapt", "Teaches a trained model your own pictures and words, and compares it with the old one on pictures that were held out.")
        {
            Examples =
            [
                "adapt --data harbours --out harbour-model",
                "adapt --data captions.csv --images images --out harbour-model --also dataset_ucm.json=ucm/images",
                "adapt --data captions.csv --images images --out harbour-model --resume",
            ],
        };
        command.AddAll(data, images, model, output, also, set, skipMissing, skipDamaged, resume, cache);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string folder = parsed.GetValue(output)!, work = Path.TrimEndingDirectorySeparator(folder) + ".run";
            using var held = ProcessLock.Take(folder);
            AtomicFile.DeleteLeftovers(work);
            if (Directory.Exists(folder) && !ModelPackage.IsIn(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new OptionException($"{folder}: holds something else than a model package; choose a new folder");
            }

            var source = DataChoice.Get(parsed, data);
            string start = TrainedModels.FolderOf(parsed.GetValue(model)!);
            ComparedData[] others = [.. parsed.GetValue(also)!.Select(ComparedData.Parse)];
            var (dataset, heldOutShare) = Adaptation.Read(source, seed: 1);
            var run = new TrainingRun
            {
                Options = Adaptation.OptionsFor(start, dataset, parsed.GetValue(set)!),
                From = start,
                CaptionFile = source,
                ImageFolder = parsed.GetValue(images) ?? FolderOf(source),
                ValidationShare = heldOutShare,
                SkipMissing = parsed.GetValue(skipMissing),
                SkipDamaged = parsed.GetValue(skipDamaged),
                OutputFolder = work,
                Resume = parsed.GetValue(resume),
            };
            run = parsed.GetValue(cache) is { } chosen ? run with { CacheFolder = chosen } : run;
            Console.WriteLine(Adaptation.Estimate(dataset, run.Options, Time(models, start, dataset, run), others.Sum(other => other.Count)));
            TrainCommand.Train(run, cancellation);
            var learned = TrainedSplits.Read(source, [work]);
            learned = LeftOutFile.Read(work) is { Count: > 0 } left ? learned.Without(left, "missing or damaged") : learned;
            using var watcher = ConsoleProgress.OnError();
            Export(run, learned, folder, watcher, cancellation);
            string text = AdaptationReport.Write(
                (() => models.Open(start), () => models.Open(folder)),
                [new ComparedData($"held-out pictures of {learned.Name}", learned, run.ImageFolder, "val"), .. others],
                Path.Combine(work, Page), watcher, cancellation);
            watcher.Dispose();
            AtomicFile.Write(Path.Combine(work, Table), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
            Console.Write(text);
            Console.WriteLine($"pictures with both captions: {Path.Combine(work, Page)}");
            Console.WriteLine($"model: {folder}");
            return ExitCode.Success;
        })));
        return command;
    }

    // Eight bits and, where the held-out pictures allow it, a confidence.
    private static void Export(TrainingRun run, CaptionDataset dataset, string folder, ConsoleProgress watcher, CancellationToken cancellation)
    {
        var train = dataset.Split("train");
        var files = new ImageFolder(run.ImageFolder);
        int count = Math.Min(RangeImages, train.Count);
        PackageExporter.Export(run.OutputFolder, folder, new ExportOptions
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            RangeImages = [.. Enumerable.Range(0, count).Select(i => files.PathOf(train[(int)((long)i * train.Count / count)]))],
        }, watcher, cancellation);
        if (dataset.Split("val").Count >= FewestToCalibrate)
        {
            PackageCalibrator.Calibrate(folder, dataset, run.ImageFolder, watcher, cancellation);
        }
        else
        {
            watcher.Line($"captions come without a confidence: it needs at least {FewestToCalibrate} held-out pictures");
        }
    }

    private static string FolderOf(CaptionSource source) => source.File is { } file
        ? Directory.Exists(file) ? file : Path.GetDirectoryName(Path.GetFullPath(file))!
        : throw new OptionException(
            "--images: expected the folder of the images, because each split has its own caption file");

    // The first call makes buffers; the second is timed.
    private static TimeSpan Time(TrainedModels models, string start, CaptionDataset dataset, TrainingRun run)
    {
        var files = new ImageFolder(run.ImageFolder);
        string[] paths = [.. dataset.Split("train").Select(files.PathOf).Where(File.Exists).Take(TimedPictures)];
        if (paths.Length == 0)
        {
            throw new DatasetException(
                dataset.File, "", $"none of its pictures in {run.ImageFolder}, such as {dataset.Split("train")[0].FileName}",
                "the folder of the pictures (--images)");
        }

        using var captioner = models.Open(start);
        RgbImage[] pictures = [.. paths.Select(path => ImageReader.Read(path, null, captioner.Rendering))];
        captioner.Describe(pictures);
        var clock = Stopwatch.StartNew();
        captioner.Describe(pictures);
        return clock.Elapsed / pictures.Length;
    }
}
