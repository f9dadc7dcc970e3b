using System.CommandLine;
using System.Text.Json;
using SkyScribe.Cli;
using SkyScribe.IO;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe train</c>: images and captions in, a model out.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var preset = new Option<string>(
            "--preset") { Description = $"Settings to start from: {string.Join(", ", TrainingPresets.Names)}.", Required = true };
        Option<string[]> data = DataChoice.Create(required: false);
        var share = new Option<double>(
            "--val-share") { Description = "Share of the training images that becomes val where the data has no val split, such as 0.1; drawn with the seed and written to splits.json.", DefaultValueFactory = _ => 0 };
        var images = new Option<string?>("--images") { Description = "Folder of the images." };
        Option<int> skipMissing = DataChoice.CreateSkip("--skip-missing", "missing"), skipDamaged =
            DataChoice.CreateSkip("--skip-damaged", "damaged");
        var from = new Option<string?>("--from") { Description = "Model to start from instead of from nothing: bundled, a model package, a model folder or the folder of a run. Its sizes, encoder, words and attributes are kept; what the captions have beyond them is added." };
        var encoder = new Option<string?>("--encoder") { Description = "Encoder; short for --set encoder.name=NAME." };
        var weights = new Option<string?>(
            "--weights") { Description = "Encoder weights: PyTorch's (.pth, .pt, .bin) or .safetensors. FILE#KEY takes one of several dictionaries in a checkpoint." };
        var glove = new Option<string?>(
            "--glove") { Description = "Word vectors as GloVe, word2vec or fastText publish them: text or word2vec's .bin, plain, .gz or .zip (FILE.zip#ENTRY for one of several files)." };
        var uncovered = new Option<bool>("--allow-uncovered") { Description = "Take word vectors that have none of the captions' words." };
        var attributes = new Option<string?>("--attributes") { Description = "An edited attributes.tsv to use instead of the counted one." };
        var set = new Option<string[]>(
            "--set") { Description = "Change a setting: key=value. May be given several times.", DefaultValueFactory = _ => [] };
        var epochs = new Option<int?>("--epochs") { Description = "Short for --set epochs=N." };
        var seed = new Option<ulong?>("--seed") { Description = "Short for --set seed=S." };
        var device = new Option<string?>(
            "--device") { Description = "cpu, or cuda:N with --set engine=plain and a libtorch with CUDA; short for --set device=NAME." };
        var (stretch, bands) = (RenderingChoice.CreateStretch("the preset"), RenderingChoice.CreateBands());
        var output = new Option<string?>("--out") { Description = "Folder of the run; must be new, or hold a run to --resume. Default runs/PRESET." };
        var resume = new Option<bool>(
            "--resume") { Description = "Resume the run in --out. The number and kind of the remaining epochs may change; one that has ended continues with more." };
        var cache = new Option<string?>("--cache") { Description = "Folder of cached features, shared by all runs." };
        var command = new SavingCommand("train", "Trains the joint-training two-stage model. Ctrl-C finishes the step and saves; --resume continues.")
        {
            Examples =
            [
                "train --preset toy",
                "train --preset ucm --data dataset_ucm.json --images images --encoder resnet101v2-c4 --weights resnet101v2_c4_imagenet.safetensors --out runs/ucm",
                "train --preset ucm --data dataset_ucm.json --images images --out runs/ucm --resume",
                "train --preset bundled --from bundled --data captions.csv --images images --val-share 0.2 --set attributeThreshold=20 --out runs/harbours",
                "train --preset rsicd --data train=captions_train2014.json --data val=captions_val2014.json --images images --out runs/coco",
            ],
        };
        command.AddAll(preset, data, share, images, skipMissing, skipDamaged, from, encoder, weights, glove, uncovered, attributes, set, epochs, seed,
            device, stretch, bands, output, resume, cache);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            string? start = parsed.GetValue(from) is { } older ? TrainedModels.FolderOf(older) : null;
            var changes = new List<string>([.. start is null ? [] : StartingModel.SettingsOf(start), .. parsed.GetValue(set)!]);
            AddChange(changes, "encoder.name", parsed.GetValue(encoder));
            AddChange(changes, "epochs", parsed.GetValue(epochs));
            AddChange(changes, "seed", parsed.GetValue(seed));
            AddChange(changes, "device", parsed.GetValue(device));
            AddChange(changes, "data.stretch", parsed.GetValue(stretch));
            AddChange(changes, "data.bands", parsed.GetValue(bands) is { } numbers ? JsonSerializer.Serialize(numbers) : null);
            string name = parsed.GetValue(preset)!;
            var options = TrainingPresets.Read(name, changes);
            _ = TrainingDevice.Open(options.Device);   // before the toy preset draws its data
            string outputFolder = parsed.GetValue(output) ?? Path.Combine("runs", name);
            using var held = ProcessLock.Take(outputFolder);
            AtomicFile.DeleteLeftovers(outputFolder);
            var (captions, folder) = ToyFiles.Resolve(name, DataChoice.Find(parsed, data), parsed.GetValue(images), outputFolder);
            var run = new TrainingRun
            {
                Options = options,
                CaptionFile = captions,
                ImageFolder = folder,
                ValidationShare = parsed.GetValue(share),
                SkipMissing = parsed.GetValue(skipMissing),
                SkipDamaged = parsed.GetValue(skipDamaged),
                From = start,
                EncoderWeights = parsed.GetValue(weights),
                GloveFile = parsed.GetValue(glove),
                AllowUncovered = parsed.GetValue(uncovered),
                AttributeFile = parsed.GetValue(attributes),
                OutputFolder = outputFolder,
                Resume = parsed.GetValue(resume),
            };
            return Train(parsed.GetValue(cache) is { } chosen ? run with { CacheFolder = chosen } : run, cancellation);
        })));
        return command;
    }

    private static void AddChange(List<string> changes, string key, object? value)
    {
        if (value is not null)
        {
            changes.Add($"{key}={value}");
        }
    }

    /// <summary>Trains, with everything that is shown on the way.</summary>
    public static int Train(TrainingRun run, CancellationToken cancellation)
    {
        Console.WriteLine($"settings: {JsonSerializer.Serialize(run.Options, StrictJson.Options)}");
        TrainingResult result;
        using (var watcher = new TrainingWatcher(Console.Out, isLive: !Console.IsOutputRedirected))
        {
            try
            {
                result = Trainer.Run(run, watcher, cancellation);
            }
            catch (OperationCanceledException)
            {
                watcher.Report(new TrainingMessage(RunFolder.HoldsState(run.OutputFolder)
                    ? "stopped and saved; continue with the same command and --resume"
                    : "stopped before the first step; features are kept, the same command begins again"));
                throw;
            }
        }

        Console.WriteLine(
            $"best: epoch {result.BestEpoch}, {string.Join("  ", result.ValidationScores.Select(score => FormattableString.Invariant($"{score.Key} {score.Value:f4}")))}");
        Console.WriteLine($"model: {result.ModelFolder}");
        if (run.Options.Preset == "toy")
        {
            ToyFiles.ShowTestCaptions(run, result.ModelFolder, cancellation);
        }

        return ExitCode.Success;
    }
}
