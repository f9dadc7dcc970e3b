using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Pretraining;

/// <summary>Where a pre-training stands between two steps.</summary>
internal sealed record PretrainingState
{
    public const string KnownFormat = "skyscribe-pretraining";
    public const int KnownVersion = 1;
    private const string StateFile = "state.json", EncoderFile = "encoder.safetensors", ClassifierFile = "classifier.safetensors";
    private const string EncoderOptimizerFile = "encoder-optimizer.safetensors", ClassifierOptimizerFile = "classifier-optimizer.safetensors";

    public string Format { get; init; } = KnownFormat;

    public int Version { get; init; } = KnownVersion;

    public required PretrainingOptions Options { get; init; }

    /// <summary>SHA-256 of the scenes and of the weights it started from.</summary>
    public required string Inputs { get; init; }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    public int StepInEpoch { get; init; }

    public long GlobalStep { get; init; }

    /// <summary>Sum of the losses of this epoch's images so far.</summary>
    public double LossSum { get; init; }

    public IReadOnlyList<PretrainingEpoch> Log { get; init; } = [];

    public void Save(string folder, ImageEncoder encoder, SceneClassifier classifier, RectifiedAdam encoderOptimizer,
        RectifiedAdam classifierOptimizer) =>
        StoredState.Write(folder, fresh =>
        {
            using var scope = NewDisposeScope();
            encoder.SaveWeights(Path.Combine(fresh, EncoderFile));
            SafetensorsFile.Write(Path.Combine(fresh, ClassifierFile), classifier.state_dict());
            SafetensorsFile.Write(Path.Combine(fresh, EncoderOptimizerFile), encoderOptimizer.State());
            SafetensorsFile.Write(Path.Combine(fresh, ClassifierOptimizerFile), classifierOptimizer.State());
            StrictJson.Write(Path.Combine(fresh, StateFile), this);
        });

    /// <summary>Reads the state of a folder, or null where it has none. A damaged one is replaced by the one before.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="say">is told that the state is another</param>
    /// <exception cref="CheckpointException">It is of another version, or damaged.</exception>
    public static PretrainingState? Read(string folder, Action<string> say)
    {
        StoredState.Settle(folder, say);
        string path = Path.Combine(folder, StateFile);
        if (!File.Exists(path))
        {
            return null;
        }

        var version = StrictJson.ReadVersion(path);
        return version == (KnownFormat, KnownVersion)
            ? RenamedSettings.ReadPretraining<PretrainingState>(path).Checked(path)
            : throw new CheckpointException(
            $"{path}: format '{version.Format}', version {version.Version}; this build resumes '{KnownFormat}', version {KnownVersion}: start again in another folder");
    }

    public void Restore(string folder, ImageEncoder encoder, SceneClassifier classifier, RectifiedAdam encoderOptimizer,
        RectifiedAdam classifierOptimizer)
    {
        encoder.LoadWeights(Path.Combine(folder, EncoderFile));
        ModelFolder.LoadWeights(classifier, Path.Combine(folder, ClassifierFile));
        Restore(Path.Combine(folder, EncoderOptimizerFile), encoderOptimizer);
        Restore(Path.Combine(folder, ClassifierOptimizerFile), classifierOptimizer);
    }

    private PretrainingState Checked(string path)
    {
        StoredState.Require(path, "epoch", Epoch, Options.Epochs);
        StoredState.Require(path, "globalStep", GlobalStep, long.MaxValue);
        StoredState.Require(path, "stepInEpoch", StepInEpoch, GlobalStep);
        StoredState.Require(path, "lossSum", LossSum, double.MaxValue);
        return this;
    }

    private void Restore(string path, RectifiedAdam optimizer)
    {
        var tensors = WeightFile.Read(path);
        try
        {
            optimizer.Load(tensors, GlobalStep);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }
}

/// <summary>One epoch of a pre-training.</summary>
/// <param name="Epoch">counted from 1</param>
/// <param name="Loss">mean cross entropy of the training images, nats</param>
/// <param name="Accuracy">share of val's images whose scene is right, source by source; empty without val images</param>
public sealed record PretrainingEpoch(int Epoch, double Loss, IReadOnlyList<double> Accuracy);
