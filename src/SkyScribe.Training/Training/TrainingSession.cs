using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Tokenization;
using SkyScribe.Metrics.WordOverlap;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using SkyScribe.Training.Inference;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Options;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>All that a training run holds open: data, encoder, features, model, optimizers, and its folder.</summary>
internal sealed class TrainingSession : IDisposable
{
    // Read before the first run sets it: one that leaves the choice to libtorch must not get the threads of the run before.
    // libtorch knows no quota of a container's, .NET does, and threads that wait for each other must not be more than processors.
    private static readonly int DefaultThreads = Math.Min(get_num_threads(), Environment.ProcessorCount);
    private static readonly ICaptionMetric[] Metrics = [new Bleu(), new RougeL(), new Cider()];   // those that need no resources
    private readonly TrainingRun _run;
    private readonly RunFolder _folder;
    private readonly IFeatureSource _features;
    private readonly ReferenceSet? _references;
    private readonly Distillation? _distillation;
    private RectifiedAdam? _encoderOptimizer;
    private WeightAverage? _average;
    private readonly Lazy<SelfCritic> _critic;
    private bool _classifierIsDone;

    private TrainingSession(
        TrainingRun run, RunFolder folder, TrainingData data, ImageEncoder encoder, IFeatureSource features, JttsModel model, Device device,
        TrainingState state, Distillation? distillation)
    {
        (_run, _folder, Data, Encoder, _features, Model, State) = (run, folder, data, encoder, features, model, state);
        _references = data.Validation.Count > 0 ? ReferenceSet.Of(data.References) : null;
        Optimizer = null!;
        Device = device;
        Engine = new EngineFactory(model, run.Options.Engine);
        Pass = TrainingPass.Of(Engine, run.Options.Loss, SpecialWords.Of(data.Vocabulary, CaptionStyle.Plain), distillation);
        _distillation = distillation;
        _critic = new Lazy<SelfCritic>(() => SelfCritic.Of(data, run.Options));
    }

    public TrainingOptions Options => _run.Options;

    public TrainingData Data { get; }

    public ImageEncoder Encoder { get; }

    /// <summary>Where the model is.</summary>
    public Device Device { get; }

    public JttsModel Model { get; }

    public EngineFactory Engine { get; }

    public TrainingPass Pass { get; }

    public SelfCritic Critic => _critic.Value;

    public RectifiedAdam Optimizer { get; private set; }

    public TrainingState State { get; set; }

    /// <summary>Steps that earlier parts of this run did.</summary>
    public long FirstStep { get; private init; }

    public string ModelFolderPath => _folder.ModelPath;

    // The state after the classifier's last epoch holds the classifier's optimizer alone; all others start here.
    private bool StartsCaptioner =>
        Options.EffectiveClassifierEpochs > 0 && State.Epoch == Options.EffectiveClassifierEpochs && State.StepInEpoch == 0;

    public static TrainingSession Open(TrainingRun run, IProgress<TrainingEvent>? watcher, CancellationToken cancellation)
    {
        var options = run.Options;
        var device = TrainingDevice.Open(options.Device);
        int chosenByLibtorch = DefaultThreads;
        set_num_threads(options.Threads > 0 ? options.Threads : chosenByLibtorch);

        var folder = RunFolder.Open(run);
        var announce = new TrainingAnnouncer(watcher);
        var saved = run.Resume ? folder.OpenState(text => announce.Message(text, isWarning: true)) : null;
        if (saved is not null)
        {
            ResumedOptions.Check(run.OutputFolder, folder.ReadOptions(), options, saved);
        }

        using var start = StartingModel.Open(run);
        var data = TrainingData.Load(run, announce.Stage, cancellation, start);
        announce.Data(data, options);
        if (start is not null)
        {
            announce.Start(start, data);
        }

        if (saved is not null && saved.DatasetHash != data.Dataset.Hash)
        {
            throw new CheckpointException(
                $"{run.CaptionFile}: its SHA-256 is {data.Dataset.Hash}, the run to resume read {saved.DatasetHash}; resume with the same captions");
        }

        random.manual_seed((long)(new DeterministicRandom(options.Seed).Next() >> 1));
        ImageEncoder? encoder = null;
        IFeatureSource? features = null;
        JttsModel? model = null;
        TrainingSession? session = null;
        try
        {
            encoder = start?.TakeEncoder() ?? ImageEncoder.Create(options.Encoder.Name);
            encoder.Render(options.Data.Rendering);
            if (run.EncoderWeights is { } weights)
            {
                encoder.LoadWeights(weights);
            }

            announce.Encoder(run, encoder);
            announce.Values(data.ImagePaths, encoder);
            string weightsHash = run.EncoderWeights is null && start is null ? "" : encoder.WeightsHash, attributesHash = data.Attributes.Hash;
            saved?.RequireInputs(run, weightsHash, attributesHash);
            features = FeatureSources.Open(
                data.FeaturesFor(run), encoder, announce.Stage, text => announce.Message(text, isWarning: true), cancellation);
            announce.Features(features);
            model = new JttsModel(options.Model, new ModelSizes(encoder.Channels, data.Vocabulary.Count, data.Attributes.Count));
            start?.CopyTo(model, data.Vocabulary);
            GloveStart.Apply(run, data, model, announce, start);
            if (device.type != DeviceType.CPU)
            {
                encoder.MoveTo(device);   // its frozen stages have run
                model.to(device);
            }

            var state = (saved ?? new TrainingState { Options = options, DatasetHash = data.Dataset.Hash }) with { Options = options,
                EncoderHash = weightsHash, AttributesHash = attributesHash, ScoredTokens = PtbTokenizer.Name };
            var distillation = start?.TakeModel(options.Distillation, device);
            session = new TrainingSession(run, folder, data, encoder, features, model, device, state, distillation) { FirstStep = state.GlobalStep };
            session.StartOptimizers();
            if (saved is not null)
            {
                TrainingState.RestoreModel(folder.StatePath, model);
                if (!session.StartsCaptioner)
                {
                    saved.RestoreOptimizers(folder.StatePath, session.Optimizer, encoder, session._encoderOptimizer, session._average);
                }

                folder.ForgetAfter(saved);
                if (saved.BestEpoch > 0 && saved.ScoredTokens != PtbTokenizer.Name)
                {
                    announce.Message(
                        $"warning: an older version scored val up to epoch {saved.Epoch} by other tokens than the reports'; the best epoch is chosen among scores of both kinds");
                }

                announce.Message($"resumed at epoch {saved.Epoch + 1}, step {saved.StepInEpoch}");
            }

            folder.WriteInputs(run, data);   // after all that can fail or be cancelled, so that the same command can begin again
            return session;
        }
        catch
        {
            if (session is not null)
            {
                session.Dispose();
            }
            else
            {
                model?.Dispose();
                features?.Dispose();
                encoder?.Dispose();
            }

            throw;
        }
    }

    /// <summary>Freezes the classifier of "b.+sg/s" when its own epochs are over, and gives the captioner an optimizer of its own.</summary>
    public void EnterEpoch()
    {
        if (Options.EffectiveClassifierEpochs > 0 && State.Epoch >= Options.EffectiveClassifierEpochs && !_classifierIsDone)
        {
            StartOptimizers();
            Optimizer.ClearGradients();             // the classifier's loss left some that nothing has used
            _encoderOptimizer?.ClearGradients();
        }
    }

    public void StepOptimizers(double learningRate)
    {
        Optimizer.Step(learningRate, Options.EffectiveGradientClamp);
        _encoderOptimizer?.Step(learningRate * Options.Encoder.LearningRateFactor, Options.EffectiveGradientClamp);
        _average?.Update(Optimizer.StepCount);
    }

    /// <summary>Captions val and scores it by the tokens of the reports (PTB), so that the epoch is chosen by what is reported.</summary>
    public Dictionary<string, double> ScoreValidation(CancellationToken cancellation)
    {
        var scores = new Dictionary<string, double>();
        WithAverage(() => scores = Score(cancellation));
        return scores;
    }

    private Dictionary<string, double> Score(CancellationToken cancellation)
    {
        Model.eval();
        var decoding = new DecodingOptions { BeamSize = Options.BeamSize, MaxWords = Options.MaxWords };
        var candidates = new List<string>();
        foreach (int[] chunk in Enumerable.Range(Data.Train.Count, Data.Validation.Count).Chunk(64))
        {
            cancellation.ThrowIfCancellationRequested();
            using var guard = no_grad();
            using var features = FeaturesOf(chunk, new int[chunk.Length]);
            candidates.AddRange(CaptionSearch.Describe(Engine, features, Data.Vocabulary, Data.Attributes, decoding).Select(caption => caption.Text));
        }

        var captions = _references!.With(candidates, cancellation);
        return Metrics.SelectMany(metric => metric.Score(captions, cancellation).ByName)
            .ToDictionary(score => score.Key, score => score.Value.Corpus);
    }

    /// <summary>Features of some images, where the model is.</summary>
    /// <inheritdoc cref="IFeatureSource.Batch"/>
    public Tensor FeaturesOf(ReadOnlySpan<int> images, ReadOnlySpan<int> orientations)
    {
        using var scope = NewDisposeScope();
        return _features.Batch(images, orientations).to(Device).MoveToOuterDisposeScope();
    }

    /// <summary>Saves the state to resume from.</summary>
    public void Save() => State.Save(_folder.StatePath, Model, Optimizer, Encoder, _encoderOptimizer, _average);

    /// <summary>Does something with the averaged weights, where they are averaged.</summary>
    public void WithAverage(Action action)
    {
        _average?.Exchange();
        try
        {
            action();
        }
        finally
        {
            _average?.Exchange();
        }
    }

    /// <summary>Writes what a finished epoch leaves: the model if it is the best, the log, the curve, the state.</summary>
    public void Keep(EpochSummary summary)
    {
        if (summary.IsBest)
        {
            WithAverage(() => ModelFolder.Write(
                _folder.ModelPath, ManifestOf(summary), Model, Encoder, Data.Vocabulary, Data.Attributes, RunFolder.SplitsOf(_run.OutputFolder)));
        }

        _folder.Log(summary, State.GlobalStep);
        Save();
        _folder.DrawCurve();
    }

    public void Dispose()
    {
        Optimizer?.Dispose();
        _encoderOptimizer?.Dispose();
        _average?.Dispose();
        Pass.Dispose();
        _distillation?.Dispose();
        Engine.Dispose();
        Model.Dispose();
        _features.Dispose();
        Encoder.Dispose();
    }

    private void StartOptimizers()
    {
        Optimizer?.Dispose();
        bool classifierOnly = State.Epoch < Options.EffectiveClassifierEpochs;
        if (Options.EffectiveClassifierEpochs > 0 && !classifierOnly)
        {
            Model.FreezeClassifier();
            _classifierIsDone = true;
        }

        var classifier = Model.ClassifierParameters().Select(parameter => parameter.Handle).ToHashSet();
        Optimizer = new RectifiedAdam(Trainable(Model).Where(slot => !classifierOnly || classifier.Contains(slot.Parameter.Handle)));
        if (Options.TrainsEncoder && !classifierOnly && _encoderOptimizer is null)
        {
            _encoderOptimizer = new RectifiedAdam(Trainable(Encoder.Module));
        }

        if (Options.Ema > 0 && !classifierOnly && _average is null)
        {
            _average = new WeightAverage(
                [.. Trainable(Model), .. Trainable(Encoder.Module).Select(slot => ("encoder." + slot.Name, slot.Parameter))], Options.Ema);
        }
    }

    private static IEnumerable<(string Name, Parameter Parameter)> Trainable(nn.Module module) =>
        module.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => (pair.name, pair.parameter));

    private ModelManifest ManifestOf(EpochSummary summary) => new()
    {
        Training = Options,
        Sizes = Model.Sizes,
        Dataset = Data.Dataset.Name,
        DatasetHash = Data.Dataset.Hash,
        Epoch = summary.Epoch,
        SelectedOn = Data.Validation.Count > 0 ? "CIDEr on val" : "last epoch",
        ValidationScores = summary.Scores,
        CaptionerHash = "",
        EncoderHash = "",
        VocabularyHash = "",
    };
}
