using System.Text.Json;
using SkyScribe.IO;
using SkyScribe.Packages;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Export;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>A trained model that a run starts from: a model package, of 8 bits too, a model folder, or the folder of a training run.</summary>
/// <remarks>
/// Words and attributes that it knows keep their numbers and weights. A new word's embedding and the weights of its logit start at the mean of the
/// known words', because a mean is as probable as a rare known word and fits the layers that read it; a tenth of the known words' own spread is added
/// at random, so that new words can part from one another. GloVe's vectors, where given, replace new embeddings. New attributes start the same
/// way.
/// </remarks>
public sealed class StartingModel : IDisposable
{
    private const double Spread = 0.1;
    private const string ManifestFile = "model.json";

    private JttsModel? _model;
    private ImageEncoder? _encoder;

    private StartingModel(string origin, JttsModel model, ImageEncoder encoder, Vocabulary vocabulary, IReadOnlyList<string> attributes) =>
        (Origin, _model, _encoder, Vocabulary, Attributes) = (origin, model, encoder, vocabulary, attributes);

    /// <summary>Name of the model and the SHA-256 of the file that lists its parts' hashes.</summary>
    public string Origin { get; }

    /// <summary>Names of its attributes, in the order of the classifier's outputs.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>Its words.</summary>
    internal Vocabulary Vocabulary { get; }

    /// <summary>The settings that a run from a model must have, as <see cref="TrainingPresets.Read"/> takes them: where it comes from, its sizes, its
    /// encoder, how it sees pictures and how it searches.</summary>
    /// <param name="path">a model package, a model folder or the folder of a training run</param>
    /// <returns>"key=value" each</returns>
    /// <exception cref="SkyScribeException">It is none of them, is damaged or of another version.</exception>
    public static IReadOnlyList<string> SettingsOf(string path)
    {
        var (origin, model, encoder, data, search) = Describe(path);
        return
        [
            Setting("from", origin),
            Setting("model.ablation", model.Ablation), Setting("model.hiddenSize", model.HiddenSize), Setting(
            "model.embeddingSize", model.EmbeddingSize), Setting("model.classifierSize", model.ClassifierSize),
            Setting("model.steepness", model.Steepness), Setting("model.margin", model.Margin), Setting(
            "model.samplingCoefficient", model.SamplingCoefficient), Setting("model.wiring", model.Wiring),
            Setting("encoder.name", encoder), Setting("data.stretch", data.Stretch), Setting("data.bands", data.Bands),
            Setting("beamSize", search.Beam), Setting("maxWords", search.Words),
        ];

        static string Setting<T>(string key, T value) => $"{key}={JsonSerializer.Serialize(value, StrictJson.Options)}";
    }

    /// <summary>Opens the model that a run starts from; null for a run that starts from nothing.</summary>
    /// <exception cref="OptionException">The options have other sizes than the model, or another model's name.</exception>
    /// <exception cref="SkyScribeException">The model is damaged or of another version.</exception>
    internal static StartingModel? Open(TrainingRun run)
    {
        if (run.From is not { } path)
        {
            if (run.Options.Distillation.Weight > 0)
            {
                throw new OptionException(
                    $"Distillation.Weight is {run.Options.Distillation.Weight}, and the run starts from nothing; name the model to keep (--from)");
            }

            return run.Options.From.Length == 0 ? null : throw new OptionException(
                $"the run starts from {run.Options.From}, and no model was named; name it again (--from), or leave the setting 'from' empty");
        }

        if (run.EncoderWeights is { } weights)
        {
            throw new OptionException($"found {weights} (--weights) and {path} (--from), which has encoder weights of its own; expected one of them");
        }

        var (origin, options, encoderName, _, _) = Describe(path);
        var wanted = run.Options;
        Require("from", wanted.From, origin);
        Require("model.ablation", Ablation.Named(wanted.Model.Ablation).Name, Ablation.Named(options.Ablation).Name);
        Require("model.hiddenSize", wanted.Model.HiddenSize, options.HiddenSize);
        Require("model.embeddingSize", wanted.Model.EmbeddingSize, options.EmbeddingSize);
        Require("model.classifierSize", wanted.Model.ClassifierSize, options.ClassifierSize);
        Require("model.wiring", wanted.Model.Switches.Wiring, options.Switches.Wiring);
        Require("encoder.name", wanted.Encoder.Name, encoderName);
        if (ModelPackage.IsIn(path))
        {
            var package = ModelPackage.Read(path);
            var (model, encoder) = PackageImporter.Read(package, options);
            return new StartingModel(origin, model, encoder, package.Vocabulary, package.Attributes);
        }

        var read = ModelFolder.Read(ModelFolder.Locate(path));
        return new StartingModel(origin, read.Model, read.Encoder, read.Vocabulary, read.Attributes.Names);

        void Require<T>(string key, T found, T expected)
        {
            if (!Equals(found, expected))
            {
                throw new OptionException($"option {key} is {found}; the model to start from, {path}, has {expected}: leave the option out, or start from nothing");
            }
        }
    }

    /// <summary>Gives the encoder away; who calls it disposes of it.</summary>
    internal ImageEncoder TakeEncoder()
    {
        var taken = _encoder ?? throw new InvalidOperationException("the encoder was taken already");
        _encoder = null;
        return taken;
    }

    /// <summary>Gives the model away for keeping what it knew; null where the run does not.</summary>
    internal Distillation? TakeModel(DistillationOptions options, Device device)
    {
        if (options.Weight == 0)
        {
            return null;
        }

        var taken = _model ?? throw new InvalidOperationException("the model was taken already");
        _model = null;
        taken.to(device);
        return new Distillation(taken, options.Weight);
    }

    /// <summary>Puts the weights into a new model of the same sizes, or of more words and attributes.</summary>
    /// <param name="model">the new model</param>
    /// <param name="vocabulary">its words; the word that detailed captions begin with, where it is new, starts as that of plain ones</param>
    internal void CopyTo(JttsModel model, Vocabulary vocabulary)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var own = _model!.state_dict();
        foreach (var (name, target) in model.state_dict())
        {
            var known = own[name];
            long rows = known.shape[0], added = target.shape[0] - rows;
            target.narrow(0, 0, rows).copy_(known);
            if (added > 0)
            {
                // special words are no example for a word
                int special = name.StartsWith("decoder.", StringComparison.Ordinal) ? Vocabulary.ReservedWords.Length : 0;
                var examples = known.narrow(0, special, rows - special);
                var noise = randn([added, .. known.shape[1..]]) * (examples.std(0, unbiased: false, keepdim: true) * Spread);
                target.narrow(0, rows, added).copy_(examples.mean([0], keepdim: true) + noise);
                if (special > 0 && vocabulary.Detailed is { } detailed && detailed >= rows)
                {
                    target[detailed].copy_(known[Vocabulary.Begin]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model?.Dispose();
        _encoder?.Dispose();
    }

    private static (string Origin, JttsOptions Model, string Encoder, DataOptions Data, (int Beam, int Words) Search) Describe(string path)
    {
        if (ModelPackage.IsIn(path))
        {
            var package = ModelPackage.Read(path);
            var manifest = package.Manifest;
            var rendering = manifest.Preprocessing.Rendering;
            string hash = HashOf(Path.Combine(path, ModelPackage.ManifestFile));
            return ($"{package.Name} {hash}", PackageImporter.OptionsOf(package), manifest.Encoder.Name,
                new DataOptions { Stretch = rendering.Stretch, Bands = rendering.Bands }, (manifest.BeamSize, manifest.MaxWords));
        }

        string file = Path.Combine(ModelFolder.Locate(path), ManifestFile);
        var training = RenamedSettings.Read<ModelManifest>(file, "training").Training;
        string folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return ($"{folder} {HashOf(file)}", training.Model, training.Encoder.Name, training.Data, (training.BeamSize, training.MaxWords));
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Sha256.Of(stream);
    }
}
