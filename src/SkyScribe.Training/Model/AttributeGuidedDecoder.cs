using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The two-layer LSTM decoder with visual attention, guided by attributes through three semantic gates.</summary>
/// <remarks>Section III-C, Fig. 1 top right, Eq. 16-30. Without attributes it is the Up-Down decoder, the paper's baseline. A step is a pure
/// function of (word, context, state). Shapes: N rows, R regions, D hidden, E embedding, V vocabulary.</remarks>
internal sealed class AttributeGuidedDecoder : nn.Module
{
    private readonly Parameter word_embedding;
    private readonly LstmCell lstm1;
    private readonly LstmCell lstm2;
    private readonly VisualAttention attention;
    private readonly ModuleList<SemanticGate> gates;
    private readonly Linear output;
    private readonly Dropout dropout;
    private readonly int _hiddenSize;
    private readonly LstmWiring _wiring;

    public AttributeGuidedDecoder(JttsOptions options, int words)
        : base(nameof(AttributeGuidedDecoder))
    {
        (_hiddenSize, _wiring) = (options.HiddenSize, options.Switches.Wiring);
        bool guided = options.Switches.HasAttributes;
        int size = _hiddenSize;
        word_embedding = Initial.Embedding(words, options.EmbeddingSize);
        lstm1 = new LstmCell((Inputs1(guided) + 1) * size + options.EmbeddingSize, size);
        lstm2 = new LstmCell(Inputs2(guided) * size, size);
        attention = new VisualAttention(size);
        gates = nn.ModuleList(Enumerable.Range(0, guided ? 3 : 0).Select(_ => new SemanticGate(size, options.EmbeddingSize)).ToArray());
        output = nn.Linear(size, words);
        dropout = nn.Dropout(options.Dropout);
        RegisterComponents();
    }

    /// <summary>D.</summary>
    public int HiddenSize => _hiddenSize;

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

    /// <summary>W_e of Eq. 25, one row a word [V, E].</summary>
    public Tensor WordVectors => word_embedding;

    /// <summary>Computes all that stays the same from word to word.</summary>
    /// <param name="regions">V [N, R, D]</param>
    /// <param name="mean">mean V [N, D]</param>
    /// <param name="semantics">f_s [N, E], null for a model without attributes</param>
    public DecoderContext Prepare(Tensor regions, Tensor mean, Tensor? semantics)
    {
        using var meanWeight = lstm1.InputColumns(MeanColumn, _hiddenSize);
        return new DecoderContext(
            regions,
            attention.Prepare(regions),
            nn.functional.linear(mean, meanWeight, lstm1.Bias),
            PrepareGates(semantics),
            lstm1.StepWeight(MeanColumn),
            lstm2.StepWeight(Inputs2(IsGuided) * _hiddenSize),
            lstm2.Bias.alias());
    }

    /// <summary>The three gates' products with f_s.</summary>
    /// <param name="semantics">f_s [N, E], null for a model without attributes</param><returns>[N, 2D] each, or null</returns>
    public IReadOnlyList<Tensor>? PrepareGates(Tensor? semantics) => IsGuided ? gates.Select(gate => gate.Prepare(semantics!)).ToArray() : null;

    /// <summary>Word embeddings after dropout.</summary>
    /// <param name="words">ids, any shape [...]</param><returns>[..., E]</returns>
    public Tensor EmbedWords(Tensor words)
    {
        using var scope = NewDisposeScope();
        var embedded = dropout.call(word_embedding.index_select(0, words.flatten()));                     // [words, E]
        return embedded.view([.. words.shape, embedded.shape[1]]).MoveToOuterDisposeScope();
    }

    /// <summary>LSTM 1's product with embedded words; for known words (training) all at once.</summary>
    /// <param name="words">ids, any shape [...]</param><returns>[..., 4D]</returns>
    public Tensor WordInput(Tensor words)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(EmbedWords(words), lstm1.InputColumns(MeanColumn + _hiddenSize, word_embedding.shape[1])).MoveToOuterDisposeScope();
    }

    /// <summary>The recurrent part of one step.</summary>
    /// <param name="wordInput">what <see cref="WordInput"/> gave for word t [N, 4D]</param>
    /// <returns>the new state and the attention weights alpha(t) [N, R]</returns>
    public (DecoderState State, Tensor Attention) Recur(Tensor wordInput, DecoderContext context, DecoderState state)
    {
        using var scope = NewDisposeScope();
        bool printed = _wiring == LstmWiring.AsPrinted;
        Tensor[] inputs1 = context.GateInputs is { } forGate1 ? [gates[0].call(state.Hidden1, forGate1[0])] : [];     // Eq. 16, 19, 22
        Tensor[] hidden1 = printed ? [state.Hidden2] : [state.Hidden2, state.Hidden1];
        var gates1 = nn.functional.linear(cat([.. inputs1, .. hidden1], 1), context.StepWeight1) + context.MeanInput + wordInput;   // [N, 4D]
        var (h1, c1) = LstmCell.Advance(gates1, state.Cell1);                                                         // Eq. 25
        var (attended, weights) = attention.Attend(context.Regions, context.RegionKeys, h1);                          // Eq. 26-28
        Tensor[] inputs2 = context.GateInputs is { } forGate2 ? [h1, gates[1].call(state.Hidden2, forGate2[1]), attended] : [h1, attended];   // Eq. 17, 20, 23
        var gates2 = nn.functional.linear(cat([.. inputs2, state.Hidden2], 1), context.StepWeight2, context.Bias2);
        var (h2, c2) = LstmCell.Advance(gates2, state.Cell2);                                                         // Eq. 29
        return (new DecoderState(h1, c1, h2, c2).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>The words' logits: no part of the recurrence, so training does it for all words at once.</summary>
    /// <param name="hidden2">h2(t) [N, D]</param>
    /// <param name="gateInput">the third gate's prepared input [N, 2D], or null</param>
    /// <returns>logits [N, V]</returns>
    public Tensor Emit(Tensor hidden2, Tensor? gateInput)
    {
        using var scope = NewDisposeScope();
        var guided = gateInput is null ? hidden2 : gates[2].call(hidden2, gateInput);                                 // Eq. 18, 21, 24
        return output.call(dropout.call(guided)).MoveToOuterDisposeScope();                                           // [N, V]  Eq. 30
    }

    /// <summary>One whole step, for decoding.</summary>
    /// <param name="words">the last word of each row [N]</param>
    public (Tensor Logits, DecoderState State, Tensor Attention) Step(Tensor words, DecoderContext context, DecoderState state)
    {
        using var wordInput = WordInput(words);
        var (next, weights) = Recur(wordInput, context, state);
        return (Emit(next.Hidden2, context.GateInputs?[2]), next, weights);
    }

    // Parts of size D, besides mean V and the word, that LSTM 1 sees as input (Eq. 25: the first gate; Up-Down: h2(t-1) too).
    private int Inputs1(bool guided) => (guided ? 1 : 0) + (_wiring == LstmWiring.UpDown ? 1 : 0);

    // Parts of size D that LSTM 2 sees as input (Eq. 29: h1(t), the second gate, the attended feature).
    private static int Inputs2(bool guided) => guided ? 3 : 2;
}
