using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Weighs the image's regions by what the attention LSTM looks for.</summary>
/// <remarks>Section III-C, Eq. 26-28. Eq. 26 prints the mean of V where it must be the region's own V_j, else all weights would be equal.
/// Shapes: N rows, R regions, D hidden.</remarks>
internal sealed class VisualAttention : nn.Module
{
    private readonly Parameter region_weight;
    private readonly Parameter hidden_weight;
    private readonly Parameter score_weight;

    public VisualAttention(int hiddenSize)
        : base(nameof(VisualAttention))
    {
        region_weight = Initial.Uniform(hiddenSize, hiddenSize, hiddenSize);
        hidden_weight = Initial.Uniform(hiddenSize, hiddenSize, hiddenSize);
        score_weight = Initial.Uniform(hiddenSize, hiddenSize, 1);
        RegisterComponents();
    }

    /// <summary>W_va [D, D].</summary>
    public Parameter RegionWeight => region_weight;

    /// <summary>W_ha [D, D].</summary>
    public Parameter HiddenWeight => hidden_weight;

    /// <summary>w_a [D, 1].</summary>
    public Parameter ScoreWeight => score_weight;

    /// <summary>W_va V_j, the same for all words of an image.</summary>
    /// <param name="regions">V [N, R, D]</param>
    /// <returns>[N, R, D]</returns>
    public Tensor Prepare(Tensor regions) => nn.functional.linear(regions, region_weight);

    /// <param name="regions">V [N, R, D]</param>
    /// <param name="keys">what <see cref="Prepare"/> gave [N, R, D]</param>
    /// <param name="hidden">h1(t) [N, D]</param>
    /// <returns>the attended feature [N, D] and the weights alpha [N, R]</returns>
    public (Tensor Attended, Tensor Weights) Attend(Tensor regions, Tensor keys, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        long rows = keys.shape[0], count = keys.shape[1], size = keys.shape[2];
        var query = nn.functional.linear(hidden, hidden_weight).unsqueeze(1);                                // [N, 1, D]
        var activation = tanh(keys + query);                                                                 // [N, R, D]
        var scores = mm(activation.view(rows * count, size), score_weight).view(rows, count);                // [N, R]  Eq. 26
        var weights = nn.functional.softmax(scores, 1);                                                      // [N, R]  Eq. 27
        var attended = bmm(weights.unsqueeze(1), regions).squeeze(1);                                        // [N, D]  Eq. 28
        return (attended.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
