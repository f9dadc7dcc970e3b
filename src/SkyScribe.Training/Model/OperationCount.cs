using SkyScribe.Training.Options;

namespace SkyScribe.Training.Model;

/// <summary>Multiply-adds of one image's caption without the encoder, by part: what Table VIII calls FLOPs.</summary>
/// <remarks>
/// <para>Greedy search, one row an image. A product of [m, k] by [k, n] is m k n multiply-adds, or twice that in <see cref="Flops"/>, where a
/// multiplication and an addition are two operations. Biases, sums over regions, activations, softmaxes and the embedding of words (a look-up) are
/// left out: together they are well below 1 % at the paper's sizes.</para>
/// <para>Counted is what this code computes: products that no word changes (mean V's part of LSTM 1, f_s's part of the gates, the attention's keys)
/// are computed once an image. Sizes: C channels, R regions, D hidden, E embedding, V vocabulary, K attributes.</para>
/// </remarks>
internal sealed record OperationCount
{
    private OperationCount()
    {
    }

    /// <summary>Steps of the decoder: the caption's words and its end.</summary>
    public required int Steps { get; init; }

    /// <summary>Once an image: W_f x (Eq. 2).</summary>
    public required long Projection { get; init; }

    /// <summary>Once an image: the three layers of Eq. 4, with their own projection where they are trained separately.</summary>
    public required long Classifier { get; init; }

    /// <summary>Whether the classifier is trained separately ("b.+sg/s"), and so no part of the captioner.</summary>
    public required bool IsClassifierSeparate { get; init; }

    /// <summary>Once an image: W_e y_s (Eq. 15).</summary>
    public required long AttributeEmbedding { get; init; }

    /// <summary>Once an image: the regions' part of Eq. 26, and the attributes' in FC-ATT and SM-ATT.</summary>
    public required long Keys { get; init; }

    /// <summary>Once an image: mean V's part of LSTM 1 (of the first state, with one LSTM) and f_s's part of the gates.</summary>
    public required long ImageInputs { get; init; }

    /// <summary>Every step: the LSTMs' gates from word and hidden states (Eq. 25, 29).</summary>
    public required long Lstms { get; init; }

    /// <summary>Every step: the hidden states' part of the three semantic gates (Eq. 16-21).</summary>
    public required long Gates { get; init; }

    /// <summary>Every step: query, scores and weighted sum of the regions (Eq. 26-28).</summary>
    public required long Attention { get; init; }

    /// <summary>Every step: the words' logits (Eq. 30).</summary>
    public required long Output { get; init; }

    /// <summary>What one more word costs.</summary>
    public long OfStep => Lstms + Gates + Attention + Output;

    /// <summary>All multiply-adds of the caption, the classifier's too wherever it was trained.</summary>
    public long Total => Projection + Classifier + AttributeEmbedding + Keys + ImageInputs + Steps * OfStep;

    /// <summary>Without a classifier that is trained separately, as <see cref="ParameterCount.WithoutSeparateClassifier"/> counts.</summary>
    public long WithoutSeparateClassifier => Total - (IsClassifierSeparate ? Classifier : 0);

    /// <summary>Operations of so many multiply-adds: two each.</summary>
    public static long Flops(long multiplyAdds) => 2 * multiplyAdds;

    /// <summary>Counts from the sizes alone; no model is made.</summary>
    /// <param name="options">the model</param>
    /// <param name="sizes">what data and encoder dictate</param>
    /// <param name="regions">R, 49 for the encoders' 7 x 7 positions</param>
    /// <param name="words">T, the caption's words without its end</param>
    public static OperationCount Of(JttsOptions options, ModelSizes sizes, int regions, int words)
    {
        options.Validate();
        var switches = options.Switches;
        long size = options.HiddenSize, embedding = options.EmbeddingSize, width = options.ClassifierSize, square = size * size;
        long attributes = sizes.Attributes, projection = regions * sizes.Channels * size;
        bool single = switches.Wiring == LstmWiring.Single, separate = switches.HasAttributes && !switches.TrainsJointly;
        long classifier = switches.HasAttributes ? size * width + width * width + width * attributes : 0;
        return new OperationCount
        {
            Steps = words + 1,
            Projection = projection,
            Classifier = classifier + (separate ? projection : 0),
            IsClassifierSeparate = separate,
            AttributeEmbedding = switches.HasGates ? attributes * embedding : 0,
            Keys = regions * square + (switches.Attention == AttributeAttention.None ? 0 : attributes * size),
            ImageInputs = (single ? 2 : 4) * square + (switches.HasGates ? 3 * 2 * size * embedding : 0),
            Lstms = 4 * size * (PartsOfStep(switches) * size + embedding),
            Gates = switches.HasGates ? 3 * 2 * square : 0,
            Attention = square + 2 * regions * size,
            Output = size * sizes.Words,
        };
    }

    // Vectors of size D that the LSTMs read at a step, hidden states included, word and mean V not. Single: attended V, h.
    // LSTM 1: h2; the gate's output, if any; h1 in the Up-Down wiring. LSTM 2: h1, attended V, h2; the gate's output, if any.
    private static int PartsOfStep(Ablation switches) => switches.Wiring switch
    {
        LstmWiring.Single => 2,
        LstmWiring.UpDown => 2 + 3 + (switches.HasGates ? 2 : 0),
        _ => 1 + 3 + (switches.HasGates ? 2 : 0),
    };
}
