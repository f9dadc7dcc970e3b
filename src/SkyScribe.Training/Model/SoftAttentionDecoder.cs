using SkyScribe.Training.Options;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>One LSTM whose attention looks at the image with the hidden state before: the baselines SAT, FC-ATT and SM-ATT of Tables II-IV and
/// VIII.</summary>
/// <remarks>
/// SAT follows Xu et al., "Show, Attend and Tell" (2015), with soft attention: h(0) and c(0) from mean V, the attention from h(t-1), the LSTM's input
/// [attended V; word]. FC-ATT and SM-ATT follow Zhang et al., "Description Generation for Remote Sensing Images Using Attribute Attention Mechanism"
/// (2019): the attention sees a vector of high-level features too, there of the CNN's last layer before and after the softmax, here of our attribute
/// classifier before and after the sigmoid. Shapes: N rows, R regions, D hidden, E embedding, K attributes.
/// </remarks>
internal sealed class SoftAttentionDecoder : CaptionDecoder
{
    private readonly Linear start;
    private readonly LstmCell lstm;
    private readonly VisualAttention attention;
    private readonly Linear? attribute_key;
    private readonly AttributeAttention _sees;

    public SoftAttentionDecoder(JttsOptions options, ModelSizes sizes)
        : base(nameof(SoftAttentionDecoder), options, sizes.Words)
    {
        _sees = options.Switches.Attention;
        start = nn.Linear(HiddenSize, 2 * HiddenSize);
        lstm = new LstmCell(HiddenSize + options.EmbeddingSize, HiddenSize);
        attention = new VisualAttention(HiddenSize);
        attribute_key = _sees == AttributeAttention.None ? null : nn.Linear(sizes.Attributes, HiddenSize, hasBias: false);
        RegisterComponents();
    }

    /// <summary>The parts of its input besides the word, then the hidden state.</summary>
    private Tensor StepWeight => lstm.StepWeight(HiddenSize);

    /// <inheritdoc/>
    public override Tensor Keys(AttributeStage stage)
    {
        var keys = attention.Prepare(stage.Regions);
        return _sees switch
        {
            AttributeAttention.Logits => keys + attribute_key!.call(stage.AttributeLogits!).unsqueeze(1),
            AttributeAttention.Probabilities => keys + attribute_key!.call(stage.Probabilities!).unsqueeze(1),
            _ => keys,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor>? PrepareGates(AttributeStage stage) => null;

    /// <inheritdoc/>
    public override DecoderContext Prepare(AttributeStage stage) => Prepare(stage.Regions, Keys(stage), stage.Mean);

    /// <param name="regions">V [N, R, D]</param>
    /// <param name="keys">what <see cref="Keys"/> gave [N, R, D]</param>
    /// <param name="mean">mean V [N, D]</param>
    /// <returns>a context whose mean input is [h(0), c(0)] before their tanh [N, 2D]</returns>
    public DecoderContext Prepare(Tensor regions, Tensor keys, Tensor mean) =>
        new(regions, keys, start.call(mean), null, StepWeight, lstm.Bias.alias(), lstm.Bias.alias());

    /// <inheritdoc/>
    public override DecoderState Begin(DecoderContext context)
    {
        var parts = tanh(context.MeanInput).chunk(2, 1);
        return new DecoderState(parts[0].clone(), parts[1].clone(), parts[0].clone(), parts[1].clone());
    }

    /// <inheritdoc/>
    public override Tensor WordWeight() => lstm.InputColumns(HiddenSize, WordVectors.shape[1]);

    /// <inheritdoc/>
    public override (DecoderState State, Tensor Attention) Recur(Tensor wordInput, DecoderContext context, DecoderState state)
    {
        using var scope = NewDisposeScope();
        var (attended, weights) = attention.Attend(context.Regions, context.RegionKeys, state.Hidden2);
        var gates = nn.functional.linear(cat([attended, state.Hidden2], 1), context.StepWeight1, context.Bias2) + wordInput;   // [N, 4D]
        var (hidden, cell) = LstmCell.Advance(gates, state.Cell2);
        return (new DecoderState(hidden.alias(), cell.alias(), hidden, cell).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
