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
    /// <param name="kept">what an older model says that is to be kept; null for none</param>
    public static CaptionLoss Of(Tensor logProbabilities, CaptionSteps captions, LossOptions options, KeptWords? kept = null)
    {
        var weights = captions.TargetWeights.to_type(logProbabilities.dtype) / captions.TotalWeight;                                         // [P]
        var ofTarget = logProbabilities.flatten().index_select(0, captions.TargetRows * logProbabilities.shape[1] + captions.TargetWords);   // [P]
        var crossEntropy = -(ofTarget * weights).sum();                                                                                      // Eq. 33
        var loss = crossEntropy;
        var ofKept = kept?.Loss(logProbabilities, captions.TargetRows, weights);
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

        return new CaptionLoss(crossEntropy, ofKept is null ? loss : (loss * (1 - kept!.Weight)) + (ofKept * kept.Weight));
    }
}

/// <summary>What an older model says after each row of captions, which a new one is to keep.</summary>
/// <param name="Probabilities">of its words after each row [M, V'], V' at most V: the first words of the new model</param>
/// <param name="Weight">its share of the loss</param>
internal sealed record KeptWords(Tensor Probabilities, double Weight)
{
    /// <summary>The cross entropy with the old model's words as soft targets; the new model's probabilities are taken among the same words, so that
    /// words that the old model lacks are not held down.</summary>
    public Tensor Loss(Tensor logProbabilities, Tensor targetRows, Tensor weights)
    {
        var among = logProbabilities.narrow(1, 0, Probabilities.shape[1]);
        var ofRow = (Probabilities * (among.logsumexp(1, keepdim: true) - among)).sum(1);   // [M]
        return (ofRow.index_select(0, targetRows) * weights).sum();
    }
}
