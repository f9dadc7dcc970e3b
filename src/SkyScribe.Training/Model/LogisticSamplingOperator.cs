using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The logistic sampling operator: a steep logistic function around a threshold below the most probable attribute.</summary>
/// <remarks>Section III-B, Eq. 5. Its gradient is the true one, through the maximum too (Eq. 6-10): autograd sends the maximum's share to the
/// first arg max. Shapes: B batch, K attributes.</remarks>
internal static class LogisticSamplingOperator
{
    /// <param name="probabilities">y_a [B, K]</param>
    /// <param name="steepness">beta</param>
    /// <param name="threshold">lambda * margin</param>
    /// <returns>h(beta, y_a) [B, K]</returns>
    public static Tensor Sample(Tensor probabilities, double steepness, double threshold)
    {
        using var scope = NewDisposeScope();
        var most = max(probabilities, 1, keepdim: true).values;                                                     // [B, 1]  Eq. 7
        return sigmoid((probabilities - most + threshold) * steepness).MoveToOuterDisposeScope();                   // Eq. 5
    }
}
