using SkyScribe.Datasets.Attributes;
using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Features;
using static TorchSharp.torch;

namespace SkyScribe.Training.Inference;

/// <summary>A trained model, ready to caption images. Not safe for use by several threads at once, but for disposing: that waits for the call under
/// way, and later calls get an <see cref="ObjectDisposedException"/>.</summary>
public sealed class TrainedModel : IImageCaptioner
{
    private readonly JttsModel _model;
    private readonly EngineFactory _engine;
    private readonly ImageEncoder _encoder;
    private readonly Vocabulary _vocabulary;
    private readonly AttributeVocabulary _attributes;
    private readonly ImageLimits _limits;
    private readonly Preprocessing _preprocessing;
    private readonly Lifetime _lifetime;

    private TrainedModel(ModelManifest manifest, JttsModel model, ImageEncoder encoder, Vocabulary vocabulary, AttributeVocabulary attributes,
        ImageLimits limits, Rendering? rendering)
    {
        (Manifest, _model, _engine, _encoder, _vocabulary, _attributes, _limits) =
            (manifest, model, new EngineFactory(model), encoder, vocabulary, attributes, limits);
        _preprocessing = rendering is null ? encoder.Preprocessing : encoder.Preprocessing with { Rendering = rendering };
        _lifetime = new Lifetime(this, Free);
    }

    /// <summary>What the model says of itself: settings, data, scores.</summary>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelOrigin Origin => new(
        Manifest.Training.Model.Ablation, Manifest.Training.Encoder.Name, Manifest.EncoderHash, Manifest.CaptionerHash, Manifest.Training.Seed,
        Manifest.SelectedOn, "fp32");

    /// <summary>Opens a model.</summary>
    /// <param name="folder">a model folder, or the folder of a training run, whose best model is taken</param>
    /// <param name="limits">what a picture that is read from a file may cost; null takes the defaults</param>
    /// <param name="rendering">bands of such a picture, and how its values become 8 bits; null takes what the model was trained with</param>
    /// <exception cref="CheckpointException">The folder is no model, is incomplete, was changed, or is of another version.</exception>
    public static TrainedModel Load(string folder, ImageLimits? limits = null, Rendering? rendering = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (manifest, model, encoder, vocabulary, attributes) = ModelFolder.Read(ModelFolder.Locate(folder));
        return new TrainedModel(manifest, model, encoder, vocabulary, attributes, limits ?? ImageLimits.Default, rendering);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? decoding = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var use = _lifetime.Enter();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (images.Count == 0)
        {
            return [];
        }

        using var stepper = StepperOf(images);
        return Describe(stepper, stepper.Probabilities, stepper.Sampled, decoding ?? DefaultDecoding);
    }

    /// <summary>The same by taking the most probable word each time; what a beam of one must equal.</summary>
    internal IReadOnlyList<CaptionText> DescribeGreedily(IReadOnlyList<RgbImage> images, DecodingOptions options)
    {
        using var use = _lifetime.Enter();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var stepper = StepperOf(images);
        return GreedySearch.Search(stepper, SpecialWords.Of(_vocabulary, options.Style), options)
            .Select(hypothesis => new CaptionText(string.Join(' ', _vocabulary.Decode([.. hypothesis.Words])), hypothesis.LogProbability))
            .ToArray();
    }

    /// <summary>Captions one image.</summary>
    public Caption Describe(RgbImage image, DecodingOptions? options = null) => Describe([image], options)[0];

    /// <inheritdoc/>
    public IAsyncEnumerable<CaptionedFile> DescribeFilesAsync(
        IEnumerable<string> paths, DecodingOptions? decoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _lifetime.Check();
        return CaptionSearch.DescribeFilesAsync(
            this, _lifetime, path => ImageReader.ReadResized(path, Preprocessing, _limits), paths, decoding, cancellation);
    }

    /// <summary>How a picture becomes the encoder's input.</summary>
    internal Preprocessing Preprocessing => _preprocessing;

    /// <summary>A walk over images for a search; the caller disposes of it.</summary>
    internal JttsStepper StepperOf(IReadOnlyList<RgbImage> images)
    {
        using var scope = NewDisposeScope();
        return new JttsStepper(_engine, LiveFeatureSource.Encode(_encoder, images));
    }

    /// <summary>Captions in this model's words what a stepper, its own or one it is a part of, walks over.</summary>
    internal IReadOnlyList<Caption> Describe(ICaptionStepper stepper, float[]? probabilities, float[]? sampled, DecodingOptions decoding) =>
        CaptionSearch.Describe(stepper, probabilities, sampled, _vocabulary, _attributes, decoding);

    /// <summary>Why another model cannot write together with this one: "captions", "words" or "attributes" differ; null where it can.</summary>
    internal string? Differs(TrainedModel other) =>
        Manifest.DatasetHash != other.Manifest.DatasetHash ? "captions" : _vocabulary.Hash != other._vocabulary.Hash ? "words"
        : !_attributes.Names.SequenceEqual(other._attributes.Names) ? "attributes" : null;

    /// <inheritdoc/>
    public IReadOnlyList<CaptionStyle> Styles => SpecialWords.StylesOf(_vocabulary);

    /// <inheritdoc/>
    public Rendering Rendering => _preprocessing.Rendering;

    /// <inheritdoc/>
    public DecodingOptions DefaultDecoding => new()
    {
        BeamSize = Manifest.Training.BeamSize,
        MaxWords = Manifest.Training.MaxWords,
        Alternatives = Manifest.Training.BeamSize - 1,
    };

    /// <inheritdoc/>
    public AttentionMaps Explain(RgbImage image, string text, CaptionStyle style = CaptionStyle.Plain)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        using var use = _lifetime.Enter();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var stepper = StepperOf([image]);
        float[] ignored = new float[stepper.VocabularySize];
        var maps = new List<float[]>();
        int last = SpecialWords.Of(_vocabulary, style).Begin;
        foreach (string word in words)
        {
            stepper.Step([0], [last], ignored);
            maps.Add(stepper.Attention);
            last = _vocabulary[word];
        }

        return new AttentionMaps(words, maps, _encoder.GridRows, _encoder.GridColumns);
    }

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Close();

    private void Free()
    {
        _engine.Dispose();
        _model.Dispose();
        _encoder.Dispose();
    }
}
