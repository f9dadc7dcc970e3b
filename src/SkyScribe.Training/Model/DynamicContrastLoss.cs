using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>Keeps the hardest negative attribute a margin below the mean positive one.</summary>
/// <remarks>Section III-D, Eq. 31 with its sign put right: L_d = max(hardest negative - mean positive + margin, 0), the mean over the batch. An image
/// without a positive or without a negative label contributes 0. Shapes: B batch, K attributes.</remarks>
internal static class DynamicContrastLoss
{
    /// <param name="probabilities">y_a [B, K]</param>
    /// <param name="labels">y, 0 or 1 [B, K]</param>
    /// <param name="margin">the margin</param>
    /// <returns>L_d, a scalar</returns>
    public static Tensor Compute(Tensor probabilities, Tensor labels, double margin)
    {
        using var scope = NewDisposeScope();
        var positives = labels.sum(1);                                                                   // [B]
        var meanPositive = (labels * probabilities).sum(1) / positives.clamp_min(1);                     // [B]
        var hardestNegative = max((1 - labels) * probabilities, 1).values;                               // [B]
        var hasBoth = positives.gt(0).logical_and(positives.lt(labels.shape[1])).to(probabilities.dtype);
        return ((hardestNegative - meanPositive + margin).clamp_min(0) * hasBoth).mean().MoveToOuterDisposeScope();   // Eq. 31
    }
}
