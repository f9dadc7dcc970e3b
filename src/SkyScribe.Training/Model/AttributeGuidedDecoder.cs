using SkyScribe.Training.Options;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The two-layer LSTM decoder with visual attention, guided by attributes through three semantic gates.</summary>
/// <remarks>Section III-C, Fig. 1 top right, Eq. 16-30. Without attributes it is the Up-Down decoder, the paper's baseline. Shapes: N rows, R
/// regions, D hidden, E embedding, V vocabulary.</remarks>
internal sealed class AttributeGuidedDecoder : CaptionDecoder
{
    private readonly LstmCell lstm1;
    private readonly LstmCell lstm2;
    private readonly VisualAttention attention;
    private readonly ModuleList<SemanticGate> gates;
    private readonly int _hiddenSize;
    private readonly LstmWiring _wiring;

    public AttributeGuidedDecoder(JttsOptions options, int words)
        : base(nameof(AttributeGuidedDecoder), options, words)
    {
        (_hiddenSize, _wiring) = (options.HiddenSize, options.Switches.Wiring);
        bool guided = options.Switches.HasAttributes;
        int size = _hiddenSize;
        lstm1 = new LstmCell((Inputs1(guided) + 1) * size + options.EmbeddingSize, size);
        lstm2 = new LstmCell(Inputs2(guided) * size, size);
        attention = new VisualAttention(size);
        gates = nn.ModuleList(Enumerable.Range(0, guided ? 3 : 0).Select(_ => new SemanticGate(size, options.EmbeddingSize)).ToArray());
        RegisterComponents();
    }

    /// <summary>How the two LSTMs are wired.</summary>
    public LstmWiring Wiring => _wiring;

    /// <summary>Whether the decoder has semantic gates.</summary>
    public bool IsGuided => gates.Count > 0;

    /// <summary>LSTM 1.</summary>
    public LstmCell Lstm1 => lstm1;

    /// <summary>LSTM 2.</summary>
    public LstmCell Lstm2 => lstm2;

    /// <summary>The visual attention.</summary>
    public VisualAttention Attention => attention;

    /// <summary>Where mean V stands in LSTM 1's input: after the parts that change, before the word.</summary>
    public long MeanColumn => Inputs1(IsGuided) * _hiddenSize;

    /// <summary>The three gates; empty without attributes.</summary>
    public ModuleList<SemanticGate> Gates => gates;

    /// <inheritdoc/>
    public override SemanticGate? OutputGate => IsGuided ? gates[2] : null;

    /// <inheritdoc/>
    public override Tensor Keys(AttributeStage stage) => attention.Prepare(stage.Regions);

    /// <inheritdoc/>
    public override DecoderContext Prepare(AttributeStage stage)
    {
        using var meanWeight = lstm1.InputColumns(MeanColumn, _hiddenSize);
        return new DecoderContext(
            stage.Regions,
            Keys(stage),
            nn.functional.linear(stage.Mean, meanWeight, lstm1.Bias),
            PrepareGates(stage),
            lstm1.StepWeight(MeanColumn),
            lstm2.StepWeight(Inputs2(IsGuided) * _hiddenSize),
            lstm2.Bias.alias());
    }

    /// <inheritdoc/>
    public override DecoderState Begin(DecoderContext context) =>
        DecoderState.Zero(context.Regions.shape[0], _hiddenSize, context.Regions.dtype, context.Regions.device);

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor>? PrepareGates(AttributeStage stage) =>
        IsGuided ? gates.Select(gate => gate.Prepare(stage.Semantics!)).ToArray() : null;

    /// <inheritdoc/>
    public override Tensor WordWeight() => lstm1.InputColumns(MeanColumn + _hiddenSize, WordVectors.shape[1]);

    /// <inheritdoc/>
    public override (DecoderState State, Tensor Attention) Recur(Tensor wordInput, DecoderContext context, DecoderState state)
    {
        using var scope = NewDisposeScope();
        bool printed = _wiring == LstmWiring.AsPrinted;
        Tensor[] inputs1 = context.GateInputs is { } forGate1 ? [gates[0].call(state.Hidden1, forGate1[0])] : [];     // Eq. 16, 19, 22
        Tensor[] hidden1 = printed ? [state.Hidden2] : [state.Hidden2, state.Hidden1];
        var gates1 = nn.functional.linear(cat([.. inputs1, .. hidden1], 1), context.StepWeight1) + context.MeanInput + wordInput;   // [N, 4D]
        var (h1, c1) = LstmCell.Advance(gates1, state.Cell1);                                                         // Eq. 25
        var (attended, weights) = attention.Attend(context.Regions, context.RegionKeys, h1);                          // Eq. 26-28
        Tensor[] inputs2 = context.GateInputs is { } forGate2
            ? [h1, gates[1].call(state.Hidden2, forGate2[1]), attended]                                               // Eq. 17, 20, 23
            : [h1, attended];
        var gates2 = nn.functional.linear(cat([.. inputs2, state.Hidden2], 1), context.StepWeight2, context.Bias2);
        var (h2, c2) = LstmCell.Advance(gates2, state.Cell2);                                                         // Eq. 29
        return (new DecoderState(h1, c1, h2, c2).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    // Parts of size D, besides mean V and the word, that LSTM 1 sees as input (Eq. 25: the first gate; Up-Down: h2(t-1) too).
    private int Inputs1(bool guided) => (guided ? 1 : 0) + (_wiring == LstmWiring.UpDown ? 1 : 0);

    // Parts of size D that LSTM 2 sees as input (Eq. 29: h1(t), the second gate, the attended feature).
    private static int Inputs2(bool guided) => guided ? 3 : 2;
}
