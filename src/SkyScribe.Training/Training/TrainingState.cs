using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using SkyScribe.Training.Weights;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Where a run stands between two steps: with the weights and the optimizers' state, all that a resumed run needs to end with the same
/// bits.</summary>
internal sealed record TrainingState
{
    public const string KnownFormat = "skyscribe-run";
    public const int KnownVersion = 1;
    private const string StateFile = "state.json", ModelFile = "captioner.safetensors", OptimizerFile = "optimizer.safetensors";
    private const string EncoderFile = "encoder.safetensors", EncoderOptimizerFile = "encoder-optimizer.safetensors", AverageFile =
        "average.safetensors";

    public string Format { get; init; } = KnownFormat;

    public int Version { get; init; } = KnownVersion;

    public required TrainingOptions Options { get; init; }

    public required string DatasetHash { get; init; }

    /// <summary>SHA-256 of the encoder weights that the run was given, "" where it was given none; null in a state of an earlier version.</summary>
    public string? EncoderHash { get; init; }

    /// <summary>SHA-256 of the attributes; null in a state of an earlier version.</summary>
    public string? AttributesHash { get; init; }

    /// <summary>The epoch under way, counted from 0; the classifier's own epochs come first.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps done in it.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Steps done in all; seeds each step's dropout.</summary>
    public long GlobalStep { get; init; }

    /// <summary>Steps of the optimizer, which starts anew after the classifier's own epochs.</summary>
    public long OptimizerSteps { get; init; }

    public LossMean Loss { get; init; } = LossMean.Empty;

    /// <summary>Training time of the epoch under way, in seconds.</summary>
    public double Seconds { get; init; }

    public double? BestCider { get; init; }

    public int BestEpoch { get; init; }

    public Dictionary<string, double> BestScores { get; init; } = [];

    /// <summary>The tokens that val is scored by; empty in states of older versions, which had words of their own.</summary>
    public string ScoredTokens { get; init; } = "";

    public void Save(string folder, JttsModel model, RectifiedAdam optimizer, ImageEncoder encoder, RectifiedAdam? encoderOptimizer,
        WeightAverage? average) =>
        StoredState.Write(folder, fresh =>
        {
            using var scope = NewDisposeScope();
            SafetensorsFile.Write(Path.Combine(fresh, ModelFile), model.state_dict());
            SafetensorsFile.Write(Path.Combine(fresh, OptimizerFile), optimizer.State());
            if (encoderOptimizer is not null)
            {
                encoder.SaveWeights(Path.Combine(fresh, EncoderFile));
                SafetensorsFile.Write(Path.Combine(fresh, EncoderOptimizerFile), encoderOptimizer.State());
            }

            if (average is not null)
            {
                SafetensorsFile.Write(Path.Combine(fresh, AverageFile), average.State());
            }

            StrictJson.Write(Path.Combine(fresh, StateFile), this);
        });

    /// <summary>Reads the state that a run's folder holds; the weights are not looked at.</summary>
    /// <exception cref="CheckpointException">There is none, or it is of another version, or damaged.</exception>
    public static TrainingState Read(string folder)
    {
        AtomicFolder.Recover(folder);
        string path = Path.Combine(folder, StateFile);
        if (HashList.Problem(folder, StateFile) is { } problem)
        {
            throw new CheckpointException($"{problem}; --resume takes the state before it");
        }

        if (!File.Exists(path))
        {
            throw new CheckpointException(
                $"{folder}: holds no state to resume from, as if its run had been killed before its first save; leave out --resume to begin it again");
        }

        var version = StrictJson.ReadVersion(path);
        return version == (KnownFormat, KnownVersion)
            ? RenamedSettings.Read<TrainingState>(path, "options", isRecord: true).Checked(path)
            : throw new CheckpointException(
                $"{path}: format '{version.Format}', version {version.Version}; this build resumes '{KnownFormat}', version {KnownVersion}: use the SkyScribe that wrote it, or start again");
    }

    private TrainingState Checked(string path)
    {
        int epochs = Options.EffectiveClassifierEpochs + Options.Epochs;
        StoredState.Require(path, "epoch", Epoch, epochs);
        StoredState.Require(path, "bestEpoch", BestEpoch, epochs);
        StoredState.Require(path, "globalStep", GlobalStep, long.MaxValue);
        StoredState.Require(path, "stepInEpoch", StepInEpoch, GlobalStep);
        StoredState.Require(path, "optimizerSteps", OptimizerSteps, GlobalStep);
        StoredState.Require(path, "seconds", Seconds, double.MaxValue);
        StoredState.Require(path, "loss.words", Loss.Words, long.MaxValue);
        StoredState.Require(path, "loss.steps", Loss.Steps, GlobalStep);
        StoredState.Require(path, "loss.rows", Loss.Rows, long.MaxValue);
        return this;
    }

    /// <summary>Checks that a command has the encoder weights and attributes that the run began with.</summary>
    /// <exception cref="CheckpointException">It has others.</exception>
    public void RequireInputs(TrainingRun run, string encoderHash, string attributesHash)
    {
        if (EncoderHash is { } encoder && encoder != encoderHash)
        {
            static string Named(string hash) => hash.Length > 0 ? $"those of SHA-256 {hash[..12]}..." : "none";
            throw new CheckpointException(
                $"{run.OutputFolder}: its run was given encoder weights: {Named(encoder)}, this command: {Named(encoderHash)}; resume with the same --weights");
        }

        if (AttributesHash is { } attributes && attributes != attributesHash)
        {
            throw new CheckpointException(
                $"{run.OutputFolder}: its run has other attributes than {run.AttributeFile ?? "those that the captions give"}; resume with the same --attributes ({run.OutputFolder}/attributes.tsv holds the run's)");
        }
    }

    /// <summary>Puts the stored weights back.</summary>
    public static void RestoreModel(string folder, JttsModel model) => ModelFolder.LoadWeights(model, Path.Combine(folder, ModelFile));

    /// <summary>Puts back the optimizers' states, the averages, and the weights of an encoder that is trained.</summary>
    public void RestoreOptimizers(
        string folder, RectifiedAdam optimizer, ImageEncoder encoder, RectifiedAdam? encoderOptimizer, WeightAverage? average)
    {
        Restore(Path.Combine(folder, OptimizerFile), state => optimizer.Load(state, OptimizerSteps));
        if (encoderOptimizer is not null)
        {
            encoder.LoadWeights(Path.Combine(folder, EncoderFile));
            Restore(Path.Combine(folder, EncoderOptimizerFile), state => encoderOptimizer.Load(state, OptimizerSteps));
        }

        if (average is not null)
        {
            Restore(Path.Combine(folder, AverageFile), average.Load);
        }
    }

    private static void Restore(string path, Action<Dictionary<string, Tensor>> load)
    {
        var state = WeightFile.Read(path);
        try
        {
            load(state);
        }
        finally
        {
            foreach (var tensor in state.Values)
            {
                tensor.Dispose();
            }
        }
    }
}
