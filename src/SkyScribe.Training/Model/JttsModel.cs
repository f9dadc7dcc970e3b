using SkyScribe.Text;
using SkyScribe.Training.Model.Engine.Products;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The joint-training two-stage model: stage 1 predicts and samples attributes, stage 2 writes the caption with them (the paper's Fig. 1).</summary>
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
            // Trained apart ("b.+sg/s"), the classifier must not move when the captioner's projection does: it has its own.
            classifier_features = options.Switches.TrainsJointly ? null : new FeatureProjection(sizes.Channels, options.HiddenSize, options.Dropout);
            classifier = new MultiLabelClassifier(options.HiddenSize, options.ClassifierSize, sizes.Attributes, options.Dropout);
            attributes = options.Switches.HasGates ? new AttributeEmbedding(sizes.Attributes, options.EmbeddingSize) : null;
        }

        decoder = options.Switches.Wiring == LstmWiring.Single ? new SoftAttentionDecoder(options, sizes) : new AttributeGuidedDecoder(options, sizes.Words);
        RegisterComponents();
    }

    public JttsOptions Options { get; }

    public ModelSizes Sizes { get; }

    public CaptionDecoder Decoder => decoder;

    /// <summary>W_e of Eq. 15 [K, E], or null.</summary>
    public Tensor? AttributeVectors => attributes?.Vectors;

    /// <summary>The parameters of stage 1 alone, for training it apart.</summary>
    public IEnumerable<TorchSharp.Modules.Parameter> ClassifierParameters() =>
        (classifier_features?.parameters() ?? []).Concat(classifier?.parameters() ?? []);

    /// <summary>Stage 1: regions, attribute probabilities and their sampling.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="given">attributes to write with instead of the sampled ones [B, K], each row with at least one: to find out what they are worth</param>
    /// <param name="tape">what computes products with many rows; null for libtorch</param>
    public AttributeStage PredictAttributes(Tensor x, Tensor? given = null, LinearTape? tape = null)
    {
        var regions = features.Project(x, tape);                                           // [B, R, D]  Eq. 2
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

        var sampled = given ?? Sample(probabilities);                                      // y_s
        return new AttributeStage(regions, mean, logits, probabilities, sampled, attributes.call(sampled));   // f_s Eq. 15
    }

    /// <summary>Logits of stage 1 alone [B, K], for training the classifier apart.</summary>
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

    /// <summary>The whole model on known captions, word by word: the plain form of what training computes (<see cref="Engine.Recurrence.DecoderRecurrence"/>), for tests and comparisons.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="imageOfRow">which image each caption belongs to [N]</param>
    /// <param name="words">begin, words, end, padding [N, T + 1]</param>
    public JttsOutput Forward(Tensor x, Tensor imageOfRow, Tensor words)
    {
        var stage = PredictAttributes(x);
        var perImage = decoder.Prepare(stage);
        var context = perImage.Rows(imageOfRow);
        long rows = words.shape[0], steps = words.shape[1] - 1;
        var inputs = words.narrow(1, 0, steps).t().contiguous();                            // [T, N]
        var targets = words.narrow(1, 1, steps).t().reshape(-1);                            // [T * N]
        var wordInputs = decoder.WordInput(inputs).unbind(0);                     // T x [N, 4D]
        var state = decoder.Begin(context);
        var hidden = new Tensor[steps];
        for (int t = 0; t < steps; t++)
        {
            (state, _) = decoder.Recur(wordInputs[t], context, state);
            hidden[t] = state.Hidden2;
        }

        // Only words that count reach the output layer: padding cannot change a loss that never sees it.
        var counted = targets.not_equal(Vocabulary.Pad).nonzero().squeeze(1);           // [M]
        var stacked = cat(hidden, 0).index_select(0, counted);                              // [M, D]
        var gateInput = context.GateInputs?[2].index_select(0, counted.remainder(rows));    // [M, 2D]
        return new JttsOutput(stage, decoder.Emit(stacked, gateInput), targets.index_select(0, counted));
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
