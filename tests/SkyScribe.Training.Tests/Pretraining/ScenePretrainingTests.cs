using SkyScribe.Datasets.Augmentation;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Options;
using SkyScribe.Training.Pretraining;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;
using SkyScribe.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Pretraining;

public sealed class ScenePretrainingTests : IDisposable
{
    private readonly SceneFolder _folder = new(20, ("beach", 200, 180, 120), ("forest", 20, 90, 30), ("water", 30, 60, 200));

    private PretrainingRun Run(string name, int epochs = 6, string trainable = "all", bool resume = false) => new()
    {
        Options = new PretrainingOptions { Encoder = "small-cnn", Epochs = epochs, BatchImages = 9, LearningRate = 2e-3, Trainable = trainable,
        Flips = Flips.Both, Rotations = true },
        Sources = [new SceneSource(_folder.Images, SceneNaming.Folders)],
        OutputFolder = _folder.PathOf(name),
        Resume = resume,
    };

    [Fact]
    public void Run_ScenesOfPlainColours_AreAllLearnedAndTheWeightsLoad()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var manifest = ScenePretraining.Run(Run("learn"));
        Assert.Equal([1.0], manifest.Epochs[^1].Accuracy);
        Assert.True(manifest.Epochs[^1].Loss < 0.75 * manifest.Epochs[0].Loss, $"{manifest.Epochs[0].Loss} to {manifest.Epochs[^1].Loss}");
        using (var encoder = ImageEncoder.Create("small-cnn"))
        {
            encoder.LoadWeights(Path.Combine(_folder.PathOf("learn"), "encoder.safetensors"));
            Assert.Equal(manifest.WeightsHash, encoder.WeightsHash);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData("encoder.safetensors")]
    [InlineData("pretraining.json")]
    public void Run_ABitOfAFileFlipsAfterwards_TheListTellsAndTheWeightsAreRefused(string name)
    {
        ScenePretraining.Run(Run("damaged", epochs: 2));
        string folder = _folder.PathOf("damaged"), file = Path.Combine(folder, name);
        Assert.Null(HashList.Problem(folder));
        string[] files = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["SHA256SUMS", "encoder.safetensors", "pretraining.json"], files);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(file, HashList.Problem(folder)?.File);
        using var encoder = ImageEncoder.Create("small-cnn");
        void Load() => encoder.LoadWeights(Path.Combine(folder, "encoder.safetensors"));
        if (name == "encoder.safetensors")
        {
            Assert.Contains("damaged", Assert.Throws<WeightFileException>(Load).Message, StringComparison.Ordinal);
        }
        else
        {
            Load();   // is about the other file
        }
    }

    // The second source shows the first one's pictures: within its own scenes each is told, among those of both no better than by half.
    [Fact]
    public void Run_AcrossSources_ScenesCompeteWithThoseOfTheOtherSource()
    {
        var run = Run("within", epochs: 8);
        run = run with { Sources = [run.Sources[0], run.Sources[0]] };
        Assert.Equal([1.0, 1.0], ScenePretraining.Run(run).Epochs[^1].Accuracy);
        var across = ScenePretraining.Run(run with { Options = run.Options with { AcrossSources = true }, OutputFolder = _folder.PathOf("across") });
        Assert.InRange(across.Epochs[^1].Accuracy.Sum(), 0.7, 1.0);
        Assert.True(across.Epochs[^1].Loss > Math.Log(2), $"{across.Epochs[^1].Loss}");
    }

    [Fact]
    [Trait("Kind", "resume")]
    public void Run_CancelledAndResumed_EndsWithTheSameBits()
    {
        ScenePretraining.Run(Run("whole", epochs: 2));
        using var cancel = new CancellationTokenSource();
        int steps = 0;
        var watcher = new EventList(value =>
        {
            if (value is StageProgress { Progress.Stage: var stage } && stage.StartsWith("epoch", StringComparison.Ordinal) && ++steps == 8)
            {
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => ScenePretraining.Run(Run("cut", epochs: 2), watcher, cancel.Token));
        Assert.Equal(8, steps);   // 54 images are six steps an epoch
        ScenePretraining.Run(Run("cut", epochs: 2, resume: true));
        foreach (string file in new[] { "encoder.safetensors", "pretraining.json", "last/classifier.safetensors",
            "last/encoder-optimizer.safetensors" })
        {
            Assert.True(File.ReadAllBytes(_folder.PathOf("whole/" + file)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.PathOf("cut/" + file))),
                file);
        }
    }

    [Theory]
    [InlineData("last/encoder.safetensors")]
    [InlineData("last/classifier-optimizer.safetensors")]
    [InlineData("last/state.json")]
    public void Run_BitFlippedInTheState_ResumesFromTheOneBeforeWithTheSameBits(string file)
    {
        ScenePretraining.Run(Run("bits", epochs: 2));
        byte[] whole = File.ReadAllBytes(_folder.PathOf("bits/encoder.safetensors")), bytes = File.ReadAllBytes(_folder.PathOf("bits/" + file));
        bytes[bytes.Length / 2] ^= 16;
        File.WriteAllBytes(_folder.PathOf("bits/" + file), bytes);
        var events = new EventList();
        ScenePretraining.Run(Run("bits", epochs: 2, resume: true), events);
        Assert.Contains(events.Events, value => value is TrainingMessage { IsWarning: true } message
            && message.Text.Contains("the state before", StringComparison.Ordinal));
        Assert.Contains(events.Events, value => value is TrainingMessage { Text: "resumed at epoch 2, step 0" });
        Assert.True(whole.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.PathOf("bits/encoder.safetensors"))));
    }

    [Fact]
    public void Run_WithOtherSettingsOrWithoutAState_IsRefused()
    {
        ScenePretraining.Run(Run("done", epochs: 1));
        Assert.Throws<CheckpointException>(() => ScenePretraining.Run(Run("done", epochs: 1)));
        Assert.Contains("other settings",
            Assert.Throws<CheckpointException>(() => ScenePretraining.Run(Run("done", epochs: 2, resume: true))).Message, StringComparison.Ordinal);
        Assert.Contains("no training to resume", Assert.Throws<CheckpointException>(() => ScenePretraining.Run(Run("new", resume: true))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeRest_OfWhatTheFrozenStagesGave_IsTheWholeNetwork()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        foreach (var (name, trainable) in new[] { ("efficientnet-lite2", "block20,head"), ("efficientnet-lite2", "stem"),
            ("resnet101v2-c4", "block3.22,norm"), ("resnet101", "layer4.2"), ("small-cnn", "all"), ("small-cnn", "features.12") })
        {
            using var encoder = ImageEncoder.Create(name);
            var images = randn(2, 3, encoder.Preprocessing.Size, encoder.Preprocessing.Size);
            using var whole = no_grad();
            var expected = encoder.Encode(images);
            Assert.Equal(expected, encoder.EncodeRest(encoder.EncodeFrozen(images)));
            encoder.Unfreeze(trainable);
            Assert.Equal(expected, encoder.EncodeRest(encoder.EncodeFrozen(images)));
        }
    }

    public void Dispose() => _folder.Dispose();
}
