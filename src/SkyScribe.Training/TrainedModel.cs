using SkyScribe.Decoding;
using SkyScribe.Imaging;
using SkyScribe.Text;
using SkyScribe.Training.Checkpoints;
using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Encoders;
using SkyScribe.Training.Optimization;
using static TorchSharp.torch;

namespace SkyScribe.Training;

/// <summary>A trained model, ready to caption images. Not safe for use by several threads at once.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly JttsModel _model;
    private readonly ImageEncoder _encoder;
    private readonly Vocabulary _vocabulary;
    private readonly AttributeVocabulary _attributes;

    private TrainedModel(ModelCard card, JttsModel model, ImageEncoder encoder, Vocabulary vocabulary, AttributeVocabulary attributes) =>
        (Card, _model, _encoder, _vocabulary, _attributes) = (card, model, encoder, vocabulary, attributes);

    /// <summary>What the model says of itself: settings, data, scores.</summary>
    public ModelCard Card { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="folder">a model folder, or the folder of a training run, whose best model is taken</param>
    /// <exception cref="CheckpointException">The folder is no model, is incomplete, was changed, or is of another version.</exception>
    public static TrainedModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (card, model, encoder, vocabulary, attributes) = ModelFolder.Read(ModelFolder.Locate(folder));
        return new TrainedModel(card, model, encoder, vocabulary, attributes);
    }

    /// <summary>Captions images; an image's caption does not depend on the others of the batch.</summary>
    /// <param name="images">any sizes; each is resized as in training</param>
    /// <param name="options">beam, words, alternatives; null takes what val was scored with in training</param>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<RgbImage> images, DecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return images.Count == 0
            ? []
            : CaptionSearch.Describe(_model, LiveFeatureSource.Encode(_encoder, images), _vocabulary, _attributes, options ?? DefaultDecoding);
    }

    /// <summary>The same by taking the most probable word each time; what a beam of one must equal.</summary>
    internal IReadOnlyList<CaptionText> DescribeGreedily(IReadOnlyList<RgbImage> images, DecodingOptions options)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var stepper = new JttsStepper(_model, LiveFeatureSource.Encode(_encoder, images));
        return GreedySearch.Search(stepper, SpecialWords.Default, options)
            .Select(hypothesis => new CaptionText(string.Join(' ', _vocabulary.Decode([.. hypothesis.Words])), hypothesis.LogProbability))
            .ToArray();
    }

    /// <summary>Captions one image.</summary>
    public Caption Describe(RgbImage image, DecodingOptions? options = null) => Describe([image], options)[0];

    /// <summary>The search that val was scored with in training.</summary>
    public DecodingOptions DefaultDecoding => new()
    {
        BeamSize = Card.Training.BeamSize,
        MaxWords = Card.Training.MaximumCaptionWords,
        Alternatives = Card.Training.BeamSize - 1,
    };

    /// <summary>Where the model looked when it wrote each word of a caption (Eq. 27, as in the paper's Fig. 8).</summary>
    /// <param name="image">the image</param>
    /// <param name="text">a caption of it: words that the model knows, separated by blanks</param>
    public AttentionMaps Explain(RgbImage image, string text)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var stepper = new JttsStepper(_model, LiveFeatureSource.Encode(_encoder, [image]));
        float[] ignored = new float[stepper.VocabularySize];
        var maps = new List<float[]>();
        int last = Vocabulary.Begin;
        foreach (string word in words)
        {
            stepper.Step([0], [last], ignored);
            maps.Add(stepper.Attention);
            last = _vocabulary[word];
        }

        return new AttentionMaps(words, maps, _encoder.GridRows, _encoder.GridColumns);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _encoder.Dispose();
    }
}
