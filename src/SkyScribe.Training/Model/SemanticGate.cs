using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Mixes the attributes' semantic feature into a hidden state and filters the sum by an attention gate. The decoder has three.</summary>
/// <remarks>Section III-C, Fig. 4, Eq. 16-24: i = W_i h + W_is f + b_i; g = sigmoid(W_g h + W_gs f + b_g); output i * g. The weights of i (first
/// D rows) and g (last D rows) are stored as one matrix, so one product makes both. Shapes: N rows, D hidden, E embedding.</remarks>
internal sealed class SemanticGate : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Parameter hidden_weight;
    private readonly Parameter semantic_weight;
    private readonly Parameter bias;

    public SemanticGate(int hiddenSize, int embeddingSize)
        : base(nameof(SemanticGate))
    {
        hidden_weight = Initial.Uniform(hiddenSize, 2 * hiddenSize, hiddenSize);
        semantic_weight = Initial.Uniform(hiddenSize, 2 * hiddenSize, embeddingSize);
        bias = Initial.Uniform(hiddenSize, 2 * hiddenSize);
        RegisterComponents();
    }

    /// <summary>W_i, then W_g [2D, D].</summary>
    public Parameter HiddenWeight => hidden_weight;

    /// <summary>The part that stays the same for all words of an image.</summary>
    /// <param name="semantics">f_s [N, E]</param>
    /// <returns>[N, 2D]: W_is f + b_i, then W_gs f + b_g</returns>
    public Tensor Prepare(Tensor semantics) => nn.functional.linear(semantics, semantic_weight, bias);

    /// <param name="hidden">h [N, D]</param>
    /// <param name="prepared">what <see cref="Prepare"/> gave [N, 2D]</param>
    /// <returns>i * g [N, D]</returns>
    public override Tensor forward(Tensor hidden, Tensor prepared)
    {
        using var scope = NewDisposeScope();
        return Filter(nn.functional.linear(hidden, hidden_weight) + prepared).MoveToOuterDisposeScope();   // Eq. 16-21
    }

    /// <summary>The attention gate applied to the information vector (Eq. 22-24).</summary>
    /// <param name="sums">i, then g before its sigmoid [N, 2D]</param>
    /// <returns>i * sigmoid(g) [N, D]</returns>
    public static Tensor Filter(Tensor sums)
    {
        using var scope = NewDisposeScope();
        var halves = sums.chunk(2, 1);
        return (halves[0] * sigmoid(halves[1])).MoveToOuterDisposeScope();
    }
}
