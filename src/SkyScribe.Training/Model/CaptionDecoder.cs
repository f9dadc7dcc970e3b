using SkyScribe.Training.Options;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Stage 2: writes a caption word by word. A step is a pure function of (word, context, state).</summary>
/// <remarks>Shapes: N rows, R regions, D hidden, E embedding, V vocabulary.</remarks>
internal abstract class CaptionDecoder : nn.Module
{
    private readonly Parameter word_embedding;
    private readonly Linear output;
    private readonly Dropout dropout;

    protected CaptionDecoder(string name, JttsOptions options, int words)
        : base(name)
    {
        HiddenSize = options.HiddenSize;
        word_embedding = Initial.Embedding(words, options.EmbeddingSize);
        output = nn.Linear(options.HiddenSize, words);
        dropout = nn.Dropout(options.Dropout);
        // By hand: RegisterComponents of the derived class does not see a base class's private fields.
        register_parameter(nameof(word_embedding), word_embedding);
        register_module(nameof(output), output);
        register_module(nameof(dropout), dropout);
    }

    /// <summary>D.</summary>
    public int HiddenSize { get; }

    /// <summary>The output layer of Eq. 30.</summary>
    public Linear Output => output;

    /// <summary>The dropout before the output layer.</summary>
    public Dropout Dropout => dropout;

    /// <summary>The third semantic gate, between h2 and the output layer; null for a decoder without gates.</summary>
    public virtual SemanticGate? OutputGate => null;

    /// <summary>W_e of Eq. 25, one row a word [V, E].</summary>
    public Tensor WordVectors => word_embedding;

    /// <summary>What the attention compares with its query, the same for all words of an image.</summary>
    /// <param name="stage">stage 1's result</param>
    /// <returns>[B, R, D]</returns>
    public abstract Tensor Keys(AttributeStage stage);

    /// <summary>The semantic gates' products with f_s [B, 2D] each; null for a decoder without gates.</summary>
    public abstract IReadOnlyList<Tensor>? PrepareGates(AttributeStage stage);

    /// <summary>Computes all that stays the same from word to word.</summary>
    /// <param name="stage">stage 1's result</param>
    public abstract DecoderContext Prepare(AttributeStage stage);

    /// <summary>The state before the first word.</summary>
    public abstract DecoderState Begin(DecoderContext context);

    /// <summary>The weight that words are multiplied with in the recurrence [4D, E]. The caller disposes it.</summary>
    public abstract Tensor WordWeight();

    /// <summary>The recurrent part of one step.</summary>
    /// <param name="wordInput">what <see cref="WordInput"/> gave for word t [N, 4D]</param>
    /// <param name="context">all that no word changes</param>
    /// <param name="state">the state before</param>
    /// <returns>the new state and the attention weights alpha(t) [N, R]</returns>
    public abstract (DecoderState State, Tensor Attention) Recur(Tensor wordInput, DecoderContext context, DecoderState state);

    /// <summary>The recurrent part over captions that are known, all rows of a step at once (Eq. 16-29).</summary>
    /// <param name="wordInput">what <see cref="WordInput"/> gave for every row's word [M, 4D]</param>
    /// <param name="perImage">all that no word changes, a row an image</param>
    /// <param name="captions">the captions</param>
    /// <returns>h2 of every row [M, D]</returns>
    public Tensor Unroll(Tensor wordInput, DecoderContext perImage, CaptionSteps captions)
    {
        using var scope = NewDisposeScope();
        Tensor[] Steps(Tensor ofAll) => ofAll.split(captions.Rows);
        Tensor[] words = Steps(wordInput), images = Steps(captions.Images), parents = Steps(captions.Parents);
        var state = Begin(perImage);
        var hidden2 = new Tensor[captions.Rows.Length];
        for (int t = 0; t < hidden2.Length; t++)
        {
            (state, _) = Recur(words[t], perImage.Rows(images[t]), state.Rows(parents[t]));
            hidden2[t] = state.Hidden2;
        }

        return cat(hidden2, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Word embeddings after dropout.</summary>
    /// <param name="words">ids, any shape [...]</param><returns>[..., E]</returns>
    public Tensor EmbedWords(Tensor words)
    {
        using var scope = NewDisposeScope();
        var embedded = dropout.call(word_embedding.index_select(0, words.flatten()));                     // [words, E]
        return embedded.view([.. words.shape, embedded.shape[1]]).MoveToOuterDisposeScope();
    }

    /// <summary>The recurrence's product with embedded words; for known words (training) all at once.</summary>
    /// <param name="words">ids, any shape [...]</param><returns>[..., 4D]</returns>
    public Tensor WordInput(Tensor words)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(EmbedWords(words), WordWeight()).MoveToOuterDisposeScope();
    }

    /// <summary>The words' logits: no part of the recurrence, so training does it for all words at once.</summary>
    /// <param name="hidden2">h2(t) [N, D]</param>
    /// <param name="gateInput">the third gate's prepared input [N, 2D], or null</param>
    /// <returns>logits [N, V]</returns>
    public Tensor Emit(Tensor hidden2, Tensor? gateInput)
    {
        using var scope = NewDisposeScope();
        var guided = gateInput is null ? hidden2 : OutputGate!.call(hidden2, gateInput);       // Eq. 18, 21, 24
        return output.call(dropout.call(guided)).MoveToOuterDisposeScope();                    // [N, V]  Eq. 30
    }

    /// <summary>One whole step, for decoding.</summary>
    /// <param name="words">the last word of each row [N]</param>
    /// <param name="context">all that no word changes</param>
    /// <param name="state">the state before</param>
    public (Tensor Logits, DecoderState State, Tensor Attention) Step(Tensor words, DecoderContext context, DecoderState state)
    {
        using var wordInput = WordInput(words);
        var (next, weights) = Recur(wordInput, context, state);
        return (Emit(next.Hidden2, context.GateInputs?[2]), next, weights);
    }
}
