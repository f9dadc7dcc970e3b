using System.CommandLine;
using SkyScribe.Cli;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;
using SkyScribe.Training.Options;
using SkyScribe.Training.Pretraining;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Cli.Commands;

/// <summary><c>skyscribe pretrain</c>: encoder weights that know scenes, for Table IX and for the bundled model.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var scenes = new Option<string[]>("--scenes")
        {
            Description = "A source of scene labels: folders=IMAGES (a folder a scene), names=IMAGES (airport_12.jpg) or numbers:N=IMAGES (N images a scene, from 1). May be given several times.",
            Required = true,
        };
        var data = new Option<string[]>(
            "--data") { Description = "Caption file whose splits a source keeps: one for each --scenes, in their order; '-' for none.",
            DefaultValueFactory = _ => [] };
        var defaults = new PretrainingOptions();
        var encoder = new Option<string>("--encoder") { Description = "The encoder.", DefaultValueFactory = _ => defaults.Encoder };
        var weights = new Option<string?>(
            "--weights") { Description = "Weights to start from, PyTorch's or .safetensors; FILE#KEY takes one of several dictionaries in a checkpoint." };
        var trainable = new Option<string>("--trainable") { Description = "all, or beginnings of parameter names, separated by commas.",
            DefaultValueFactory = _ => defaults.Trainable };
        var epochs = new Option<int>("--epochs") { Description = "Passes over the images.", DefaultValueFactory = _ => defaults.Epochs };
        var batch = new Option<int>("--batch") { Description = "Images a step.", DefaultValueFactory = _ => defaults.BatchImages };
        var rate = new Option<double>(
            "--learning-rate") { Description = "RAdam's step size at the start.", DefaultValueFactory = _ => defaults.LearningRate };
        var flips = Choice.Option("--flips", "Mirror images that are shown too.", defaults.Flips);
        var rotations = new Option<bool>("--rotations") { Description = "Images are shown rotated by 90, 180 and 270 degrees too." };
        var orientations = new Option<int?>(
            "--orientations") { Description = "The old form of --flips and --rotations: 1, 2, 4 or 8.", Hidden = true };
        var across = new Option<bool>(
            "--across-sources") { Description = "Scenes compete with those of every source, so that the features tell the sources apart too." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => defaults.Seed };
        var output = new Option<string>(
            "--out") { Description = "Folder of the results: encoder.safetensors and pretraining.json.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Resume the training in --out." };
        var command = new SavingCommand("pretrain", "Trains an encoder on scene labels. Ctrl-C finishes the step and saves; --resume continues.")
        {
            Examples =
            [
                "pretrain --scenes names=rsicd/images --data rsicd/dataset_rsicd.json --encoder resnet101v2-c4 --weights imagenet.safetensors --out runs/scenes",
            ],
        };
        command.AddAll(scenes, data, encoder, weights, trainable, epochs, batch, rate, flips, rotations, orientations, across, seed, output, resume);
        command.SetAction((parsed, cancellation) => Task.Run(() => ExitCode.Of(() =>
        {
            var run = new PretrainingRun
            {
                Options = Shown(defaults, Choice.Get<Flips>(parsed, flips), parsed.GetValue(rotations), parsed.GetValue(orientations)) with
                {
                    Encoder = parsed.GetValue(encoder)!,
                    Trainable = parsed.GetValue(trainable)!,
                    Epochs = parsed.GetValue(epochs),
                    BatchImages = parsed.GetValue(batch),
                    LearningRate = parsed.GetValue(rate),
                    AcrossSources = parsed.GetValue(across),
                    Seed = parsed.GetValue(seed),
                },
                Sources = Sources(parsed.GetValue(scenes)!, parsed.GetValue(data)!),
                Weights = parsed.GetValue(weights),
                OutputFolder = parsed.GetValue(output)!,
                Resume = parsed.GetValue(resume),
            };
            using var held = ProcessLock.Take(run.OutputFolder);
            AtomicFile.DeleteLeftovers(run.OutputFolder);
            using var watcher = new TrainingWatcher(Console.Out, isLive: !Console.IsOutputRedirected);
            var manifest = ScenePretraining.Run(run, watcher, cancellation);
            watcher.Report(new TrainingMessage($"weights: {Path.Combine(run.OutputFolder, "encoder.safetensors")}, SHA-256 {manifest.WeightsHash}"));
            return ExitCode.Success;
        })));
        return command;
    }

    private static PretrainingOptions Shown(PretrainingOptions defaults, Flips flips, bool rotations, int? orientations) => orientations switch
    {
        null => defaults with { Flips = flips, Rotations = rotations },
        { } count when flips == defaults.Flips && !rotations => RenamedSettings.WithOrientations(defaults, "--orientations", count),
        _ => throw new OptionException("--orientations is the old form of --flips and --rotations; leave it out beside them"),
    };

    private static SceneSource[] Sources(string[] scenes, string[] data)
    {
        if (data.Length > 0 && data.Length != scenes.Length)
        {
            throw new OptionException(
                $"--data is given {data.Length} times and --scenes {scenes.Length} times; give one for each, '-' where a source has no caption file");
        }

        return [.. scenes.Select((text, i) => text.Split('=', 2) is [var naming, { Length: > 0 } images]
            ? new SceneSource(images, SceneNaming.Parse(naming), data.Length == 0 || data[i] == "-" ? null : data[i])
            : throw new OptionException($"--scenes {text}: expected NAMING=IMAGES, as in names=rsicd/images"))];
    }
}
