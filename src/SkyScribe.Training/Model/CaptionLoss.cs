using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>The caption loss: the words' cross entropy (Eq. 33), and the loss that is minimized, which options can change. Scalars.</summary>
/// <remarks>Eq. 33 sums over a caption's words; here the sum over a batch is divided by its words, so that a step's size does not depend on the
/// captions' lengths.</remarks>
/// <param name="CrossEntropy">L_cap, nats a word: the number that is reported</param>
/// <param name="Loss">the loss that is minimized</param>
internal sealed record CaptionLoss(Tensor CrossEntropy, Tensor Loss)
{
    /// <param name="logProbabilities">log p of the words after each row [M, V]</param>
    /// <param name="captions">the captions, with P targets</param>
    /// <param name="options">label smoothing and truncation</param>
    public static CaptionLoss Of(Tensor logProbabilities, CaptionSteps captions, LossOptions options)
    {
        var weights = captions.TargetWeights.to_type(logProbabilities.dtype) / captions.TotalWeight;                                         // [P]
        var ofTarget = logProbabilities.flatten().index_select(0, captions.TargetRows * logProbabilities.shape[1] + captions.TargetWords);   // [P]
        var crossEntropy = -(ofTarget * weights).sum();                                                                                      // Eq. 33
        var loss = crossEntropy;
        if (options.Truncation > 0)
        {
            // A word that has all but the margin already is left alone.
            using var guard = no_grad();
            weights *= (ofTarget < Math.Log(1 - options.Truncation)).to_type(logProbabilities.dtype);
        }

        if (options.Truncation > 0 || options.LabelSmoothing > 0)
        {
            var ofAll = logProbabilities.mean([1]).index_select(0, captions.TargetRows);                                                     // [P]
            loss = -((ofTarget * (1 - options.LabelSmoothing) + ofAll * options.LabelSmoothing) * weights).sum();
        }

        return new CaptionLoss(crossEntropy, loss);
    }
}
