using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The sampling of the separately trained model "b.+sg/s": 1 from the threshold upwards, else 0, no gradient.</summary>
/// <remarks>Section IV-F. The paper gives no threshold for it; this is the step function that Eq. 5 approximates, with the same threshold, so the
/// most probable attribute is always in. Shapes: B batch, K attributes.</remarks>
internal static class HardSamplingOperator
{
    /// <param name="probabilities">y_a [B, K]</param>
    /// <param name="threshold">lambda * margin</param>
    /// <returns>0 or 1 [B, K], detached</returns>
    public static Tensor Sample(Tensor probabilities, double threshold)
    {
        using var scope = NewDisposeScope();
        var detached = probabilities.detach();
        var most = max(detached, 1, keepdim: true).values;
        return (detached - most + threshold).ge(0).to(probabilities.dtype).MoveToOuterDisposeScope();
    }
}
