using System.Diagnostics;
using System.Text.Json;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using SkyScribe.Training.Options;
using SkyScribe.Training.Training;
using static TorchSharp.torch;

namespace SkyScribe.Training.Pretraining;

/// <summary>Trains an encoder to tell scenes, so that captioning starts from features of aerial images instead of ImageNet's (section IV-L, Table
/// IX).</summary>
/// <remarks>A source's images compete only among the scenes of that source, so two sources may have a "beach" each;
/// <see cref="PretrainingOptions.AcrossSources"/> lets them compete with all. The weights of the epoch with the best
/// accuracy on val are kept, or the last ones where a source has no val images.</remarks>
public sealed class ScenePretraining : IDisposable
{
    private const string StateFolder = "last", WeightsFile = "encoder.safetensors", ManifestFile = "pretraining.json";
    private readonly PretrainingRun _run;
    private readonly SceneDataset _data;
    private readonly ImageEncoder _encoder;
    private readonly SceneClassifier _classifier;
    private readonly EncoderInputs _train, _validation;
    private readonly RectifiedAdam _encoderOptimizer, _classifierOptimizer;
    private readonly Tensor _otherSources;
    private readonly string _startedFrom;
    private readonly IProgress<TrainingEvent>? _watcher;
    private PretrainingState _state;

    private ScenePretraining(PretrainingRun run, IProgress<TrainingEvent>? watcher, CancellationToken cancellation)
    {
        try
        {
            var announce = new TrainingAnnouncer(watcher);
            (_run, _watcher) = (run, watcher);
            var options = run.Options;
            _data = SceneDataset.Read(run.Sources, options.Seed);
            for (int source = 0; source < run.Sources.Count; source++)
            {
                announce.Message(
                    $"scenes {SourceText(source)}: {_data.Train.Count(image => image.Source == source)} training images, {_data.Validation.Count(image => image.Source == source)} of val");
            }

            random.manual_seed((long)(new DeterministicRandom(options.Seed).Next() >> 1));
            _encoder = ImageEncoder.Create(options.Encoder);
            if (run.Weights is { } weights)
            {
                _encoder.LoadWeights(weights);
            }

            _startedFrom = _encoder.WeightsHash;
            announce.Message(
                $"encoder {_encoder.Name}: starts from {(run.Weights is null ? "random weights" : Path.GetFileName(run.Weights))}, SHA-256 {_startedFrom}; trained: {options.Trainable}");
            foreach (string remark in _encoder.WeightRemarks)
            {
                announce.Message($"weights: {remark}");
            }

            _encoder.Unfreeze(options.Trainable);
            _classifier = new SceneClassifier(_encoder.Channels, _data.Scenes.Count, options.Dropout);
            _encoderOptimizer = new RectifiedAdam(
                _encoder.Module.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => (pair.name, pair.parameter)));
            _classifierOptimizer = new RectifiedAdam(_classifier.named_parameters().Select(pair => (pair.name, pair.parameter)));
            _otherSources = OtherSources(_data, options.AcrossSources);
            _state = new PretrainingState { Options = options, Inputs = $"{_data.Hash} {_startedFrom}" };
            Resume();
            _train = new EncoderInputs(_encoder, [.. _data.Train.Select(image => image.Path)], options.Orientations, announce.Stage, cancellation);
            _validation = new EncoderInputs(_encoder, [.. _data.Validation.Select(image => image.Path)], [1], announce.Stage, cancellation);
        }
        catch
        {
            Dispose();   // a cancelled reading of images, or a folder that cannot be resumed, is an ordinary end
            throw;
        }
    }

    private string StatePath => Path.Combine(_run.OutputFolder, StateFolder);

    /// <summary>Trains, from the start or from where it was cut off, and writes weights and manifest.</summary>
    /// <returns>the manifest that lies beside the weights</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the state was saved and <see cref="PretrainingRun.Resume"/> continues it.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="DatasetException">Scene labels are not what they should be.</exception>
    /// <exception cref="CheckpointException">The folder holds another training, or nothing to resume.</exception>
    public static PretrainingManifest Run(PretrainingRun run, IProgress<TrainingEvent>? watcher = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.Options.Validate();
        ArgumentOutOfRangeException.ThrowIfZero(run.Sources.Count);
        if (!run.Resume && Directory.Exists(run.OutputFolder) && Directory.EnumerateFileSystemEntries(run.OutputFolder).Any())
        {
            throw new CheckpointException($"{run.OutputFolder}: is not empty; choose a new folder, or resume what it holds (--resume)");
        }

        Directory.CreateDirectory(run.OutputFolder);
        using var training = new ScenePretraining(run, watcher, cancellation);
        while (training._state.Epoch < run.Options.Epochs)
        {
            training.TrainEpoch(cancellation);
            training.FinishEpoch();
        }

        return RenamedSettings.ReadPretraining<PretrainingManifest>(Path.Combine(run.OutputFolder, ManifestFile));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _train?.Dispose();
        _validation?.Dispose();
        _otherSources?.Dispose();
        _encoderOptimizer?.Dispose();
        _classifierOptimizer?.Dispose();
        _classifier?.Dispose();
        _encoder?.Dispose();
    }

    // Added to the logits: 0 for the scenes that an image of a source competes with, far below 0 for the others [sources, scenes].
    private static Tensor OtherSources(SceneDataset data, bool compete)
    {
        using var scope = NewDisposeScope();
        var mask = full([data.FirstScene.Count - 1, data.Scenes.Count], compete ? 0 : -1e9f);
        for (int source = 0; source < data.FirstScene.Count - 1; source++)
        {
            mask[source].narrow(0, data.FirstScene[source], data.FirstScene[source + 1] - data.FirstScene[source]).zero_();
        }

        return mask.DetachFromDisposeScope();
    }

    private void Resume()
    {
        if (!_run.Resume)
        {
            return;
        }

        var saved = PretrainingState.Read(StatePath, text => _watcher?.Report(new TrainingMessage(text, IsWarning: true)))
            ?? throw new CheckpointException($"{_run.OutputFolder}: holds no training to resume; leave out --resume to start one there");
        if (JsonSerializer.Serialize(saved.Options, StrictJson.Options) != JsonSerializer.Serialize(_state.Options, StrictJson.Options)
            || saved.Inputs != _state.Inputs)
        {
            throw new CheckpointException(
                $"{_run.OutputFolder}: its training had other settings, scenes or weights; resume with the same ones or choose another folder");
        }

        _state = saved;
        _state.Restore(StatePath, _encoder, _classifier, _encoderOptimizer, _classifierOptimizer);
        _watcher?.Report(new TrainingMessage($"resumed at epoch {saved.Epoch + 1}, step {saved.StepInEpoch}"));
    }

    private void TrainEpoch(CancellationToken cancellation)
    {
        var options = _run.Options;
        int[][] batches = [.. DeterministicRandom.Permutation(_data.Train.Count, options.Seed, (ulong)_state.Epoch).Chunk(options.BatchImages)];
        _classifier.train();
        var clock = Stopwatch.StartNew();
        int first = _state.StepInEpoch;
        while (_state.StepInEpoch < batches.Length)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                throw new OperationCanceledException(cancellation);
            }

            double progress = (_state.Epoch + _state.StepInEpoch / (double)batches.Length) / options.Epochs;
            double loss = Step(batches[_state.StepInEpoch], options.LearningRate * (1 + Math.Cos(Math.PI * progress)) / 2);
            _state = _state with
            {
                StepInEpoch = _state.StepInEpoch + 1,
                GlobalStep = _state.GlobalStep + 1,
                LossSum = _state.LossSum + loss * batches[_state.StepInEpoch].Length,
            };
            _watcher?.Report(new StageProgress(new WorkProgress(
                FormattableString.Invariant($"epoch {_state.Epoch + 1}/{options.Epochs}, loss {loss:f3}, steps"), _state.StepInEpoch, batches.Length,
                first, clock.Elapsed)));
        }
    }

    private double Step(int[] images, double learningRate)
    {
        using var scope = NewDisposeScope();
        var draw = new DeterministicRandom(_run.Options.Seed ^ 0x5CE9E, (ulong)_state.GlobalStep);
        random.manual_seed((long)(draw.Next() >> 1));
        int ways = _run.Options.Orientations.Count;
        int[] orientations = [.. images.Select(_ => draw.Below(ways))];
        var logits = _classifier.call(_encoder.EncodeRest(_train.Batch(images, orientations)));
        var sources = tensor(images.Select(image => (long)_data.Train[image].Source).ToArray());
        var scenes = tensor(images.Select(image => (long)_data.Train[image].Scene).ToArray());
        var own = _otherSources.index_select(0, sources);
        var logProbabilities = nn.functional.log_softmax(logits + own, 1);
        var isOwn = own.eq(0).to(float32);
        double spread = _run.Options.LabelSmoothing;
        var target = nn.functional.one_hot(scenes, _data.Scenes.Count).to(float32) * (1 - spread) + isOwn / isOwn.sum(1, keepdim: true) * spread;
        var loss = -(target * logProbabilities).sum(1).mean();
        loss.backward();
        double value = loss.item<float>();
        if (!double.IsFinite(value))
        {
            throw new SkyScribeException($"the loss is {value} at step {_state.GlobalStep + 1}: lower learningRate; the last saved state is kept");
        }

        _encoderOptimizer.Step(learningRate);
        _classifierOptimizer.Step(learningRate * _run.Options.ClassifierFactor);
        return value;
    }

    private void FinishEpoch()
    {
        var epoch = new PretrainingEpoch(_state.Epoch + 1, _state.LossSum / _data.Train.Count, Accuracy());
        bool isBest = _state.Log.All(before => Mean(before.Accuracy) <= Mean(epoch.Accuracy));
        _state = _state with { Epoch = _state.Epoch + 1, StepInEpoch = 0, LossSum = 0, Log = [.. _state.Log, epoch] };
        if (isBest)
        {
            string fresh = Path.Combine(_run.OutputFolder, WeightsFile + ".new");
            _encoder.SaveWeights(fresh);
            HashList.ReplaceBy(fresh, _run.OutputFolder, WeightsFile);
        }

        HashList.Replace(_run.OutputFolder, ManifestFile, JsonSerializer.SerializeToUtf8Bytes(new PretrainingManifest
        {
            Options = _run.Options,
            Sources = [.. _run.Sources.Select((_, source) => SourceText(source))],
            Scenes = _data.Scenes,
            ScenesHash = _data.Hash,
            StartedFrom = _startedFrom,
            WeightsHash = Weights.WeightFile.Hash(Path.Combine(_run.OutputFolder, WeightsFile)),
            Epochs = _state.Log,
        }, StrictJson.Options));
        Save();
        string accuracy = string.Join(", ", epoch.Accuracy.Select(share => share.ToString("p1", System.Globalization.CultureInfo.InvariantCulture)));
        _watcher?.Report(new TrainingMessage(FormattableString.Invariant(
            $"epoch {epoch.Epoch}: loss {epoch.Loss:f4}, right on val: {accuracy}{(isBest ? "  (best so far, saved)" : "")}")));
    }

    // Share of right scenes on val, source by source, among the scenes that they compete with.
    private double[] Accuracy()
    {
        using var guard = no_grad();
        _classifier.eval();
        int[] right = new int[_run.Sources.Count], all = new int[_run.Sources.Count];
        foreach (int[] batch in Enumerable.Range(0, _data.Validation.Count).Chunk(_run.Options.BatchImages))
        {
            using var scope = NewDisposeScope();
            var logits = _classifier.call(_encoder.EncodeRest(_validation.Batch(batch, new int[batch.Length])));
            var sources = tensor(batch.Select(image => (long)_data.Validation[image].Source).ToArray());
            long[] found = (logits + _otherSources.index_select(0, sources)).argmax(1).data<long>().ToArray();
            for (int i = 0; i < batch.Length; i++)
            {
                var image = _data.Validation[batch[i]];
                all[image.Source]++;
                right[image.Source] += found[i] == image.Scene ? 1 : 0;
            }
        }

        return all.All(count => count > 0) ? [.. right.Zip(all, (yes, count) => yes / (double)count)] : [];
    }

    private void Save() => _state.Save(StatePath, _encoder, _classifier, _encoderOptimizer, _classifierOptimizer);

    private string SourceText(int source) =>
        $"{Path.GetFileName(_run.Sources[source].Captions ?? Path.TrimEndingDirectorySeparator(_run.Sources[source].Images))} by {_run.Sources[source].Naming}: {_data.FirstScene[source + 1] - _data.FirstScene[source]} scenes";

    private static double Mean(IReadOnlyList<double> shares) => shares.Count == 0 ? 0 : shares.Average();
}
