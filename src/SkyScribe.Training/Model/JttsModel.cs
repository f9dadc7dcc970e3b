using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The joint-training two-stage model (Fig. 1): stage 1 predicts and samples attributes, stage 2 writes the caption with them.</summary>
/// <remarks>
/// Axis letters, used everywhere: B images of a batch, N rows (captions) of a batch, C encoder channels, R regions, D hidden size, E embedding size,
/// T words, V vocabulary, K attributes. The encoder (Eq. 1) is not part of this module: its features are the input.
/// </remarks>
internal sealed class JttsModel : nn.Module
{
    private readonly FeatureProjection features;
    private readonly FeatureProjection? classifier_features;
    private readonly MultiLabelClassifier? classifier;
    private readonly AttributeEmbedding? attributes;
    private readonly CaptionDecoder decoder;
    private bool _classifierIsFrozen;

    public JttsModel(JttsOptions options, ModelSizes sizes)
        : base(nameof(JttsModel))
    {
        options.Validate();
        (Options, Sizes) = (options, sizes);
        features = new FeatureProjection(sizes.Channels, options.HiddenSize, options.Dropout);
        if (options.Switches.HasAttributes)
        {
            // Trained separately ("b.+sg/s"), the classifier must not move when the captioner's projection does: it has its own.
            classifier_features = options.Switches.TrainsJointly ? null : new FeatureProjection(sizes.Channels, options.HiddenSize, options.Dropout);
            classifier = new MultiLabelClassifier(options.HiddenSize, options.ClassifierSize, sizes.Attributes, options.Dropout);
            attributes = options.Switches.HasGates ? new AttributeEmbedding(sizes.Attributes, options.EmbeddingSize) : null;
        }

        decoder = options.Switches.Wiring == LstmWiring.Single
            ? new SoftAttentionDecoder(options, sizes)
            : new AttributeGuidedDecoder(options, sizes.Words);
        RegisterComponents();
    }

    public JttsOptions Options { get; }

    public ModelSizes Sizes { get; }

    /// <summary>The projection of Eq. 2.</summary>
    public FeatureProjection Features => features;

    /// <summary>Stage 2.</summary>
    public CaptionDecoder Decoder => decoder;

    /// <summary>W_e of Eq. 15 [K, E], or null.</summary>
    public Tensor? AttributeVectors => attributes?.Vectors;

    /// <summary>The parameters of stage 1 alone, for training it separately.</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> ClassifierParameters() =>
        (classifier_features?.parameters() ?? []).Concat(classifier?.parameters() ?? []);

    /// <summary>Stage 1: regions, attribute probabilities and their sampling.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="chosen">attributes to write with instead of the sampled ones [B, K], each row with at least one: to find out what they are
    /// worth</param>
    public AttributeStage PredictAttributes(Tensor x, Tensor? chosen = null) => SampleAttributes(x, features.call(x), chosen);   // Eq. 2

    /// <summary>Stage 1 from the projected features on.</summary>
    /// <param name="x">encoder features [B, C, R], which a classifier that is trained separately projects itself</param>
    /// <param name="regions">V [B, R, D]</param>
    /// <param name="chosen">as in <see cref="PredictAttributes"/></param>
    public AttributeStage SampleAttributes(Tensor x, Tensor regions, Tensor? chosen)
    {
        var mean = regions.mean([1]);                                                      // [B, D]     Eq. 3
        if (classifier is null)
        {
            return new AttributeStage(regions, mean, null, null, null, null);
        }

        var logits = classifier_features is null ? classifier.call(mean) : ClassifierLogits(x);   // [B, K]  Eq. 4
        var probabilities = sigmoid(logits);                                               // y_a
        if (attributes is null)
        {
            return new AttributeStage(regions, mean, logits, probabilities, null, null);
        }

        var sampled = chosen ?? Sample(probabilities);                                     // y_s  Eq. 5-14
        return new AttributeStage(regions, mean, logits, probabilities, sampled, attributes.call(sampled));   // f_s  Eq. 15
    }

    /// <summary>Logits of stage 1 alone [B, K], for training the classifier separately.</summary>
    public Tensor ClassifierLogits(Tensor x)
    {
        using var scope = NewDisposeScope();
        var projection = classifier_features ?? features;
        return classifier!.call(projection.call(x).mean([1])).MoveToOuterDisposeScope();
    }

    /// <summary>Ends the classifier's own training ("b.+sg/s"): from now on it neither learns nor drops out.</summary>
    public void FreezeClassifier()
    {
        foreach (var parameter in ClassifierParameters())
        {
            parameter.requires_grad = false;
        }

        _classifierIsFrozen = true;
        train(training);
    }

    /// <inheritdoc/>
    public override void train(bool on = true)
    {
        base.train(on);
        if (_classifierIsFrozen)
        {
            classifier_features?.eval();
            classifier?.eval();
        }
    }

    /// <summary>The whole model on captions that are known: what <c>engine=plain</c> trains, under autograd and nothing else.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="captions">the captions</param>
    public JttsOutput Forward(Tensor x, CaptionSteps captions)
    {
        var stage = PredictAttributes(x);
        return new JttsOutput(stage, PredictWords(stage, captions), captions);
    }

    /// <summary>The same, from captions as a matrix.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="imageOfRow">which image each caption belongs to [N]</param>
    /// <param name="words">begin, words, end, padding [N, T + 1]</param>
    public JttsOutput Forward(Tensor x, Tensor imageOfRow, Tensor words) => Forward(x, CaptionSteps.Of(imageOfRow, words, x.device));

    /// <summary>Stage 2 on captions that are known: the logits of the word after each row of all steps [M, V].</summary>
    /// <param name="stage">stage 1's result</param>
    /// <param name="captions">the captions, read word by word as in a search, all rows of a step at once</param>
    public Tensor PredictWords(AttributeStage stage, CaptionSteps captions)
    {
        using var scope = NewDisposeScope();
        var perImage = decoder.Prepare(stage);
        var hidden2 = decoder.Unroll(decoder.WordInput(captions.Words), perImage, captions);                        // [M, D]   Eq. 16-29
        var gateInput = perImage.GateInputs?[2].index_select(0, captions.Images);                                   // [M, 2D]
        return decoder.Emit(hidden2, gateInput).MoveToOuterDisposeScope();                                          // [M, V]   Eq. 18, 21, 24, 30
    }

    private Tensor Sample(Tensor probabilities)
    {
        double threshold = Options.SamplingCoefficient * Options.Margin;
        return Options.Switches.Sampling switch
        {
            SamplingOperator.Hard => HardSamplingOperator.Sample(probabilities, threshold),
            SamplingOperator.Logistic => LogisticSamplingOperator.Sample(probabilities, Options.Steepness, threshold),
            SamplingOperator.Margin => MarginSamplingOperator.Sample(probabilities, Options.Steepness, threshold),
            var other => throw new InvalidOperationException($"no sampling operator for {other}"),
        };
    }
}
