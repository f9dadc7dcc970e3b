using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The margin-based sampling operator (MSO): the logistic operator's value, with a gradient that cannot explode.</summary>
/// <remarks>Section III-B, Eq. 11-14. Shapes: B batch, K attributes.</remarks>
internal static class MarginSamplingOperator
{
    /// <param name="probabilities">y_a [B, K]</param>
    /// <param name="steepness">beta</param>
    /// <param name="threshold">lambda * margin</param>
    /// <returns>y_s [B, K]: its value is the mask m_a, its gradient to y_a is diag(m_a)</returns>
    public static Tensor Sample(Tensor probabilities, double steepness, double threshold)
    {
        using var scope = NewDisposeScope();
        var detached = probabilities.detach();                                             // y_ac
        var mask = LogisticSamplingOperator.Sample(detached, steepness, threshold);        // m_a  Eq. 11
        var shift = mask - detached * mask;                                                // b_a  Eq. 12
        return (mask * probabilities + shift).MoveToOuterDisposeScope();                   // y_s  Eq. 13
    }
}
