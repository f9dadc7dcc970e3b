using SkyScribe.Training.Model.Engine.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>What the words' predictions cost: the plain cross entropy (Eq. 33), and what is minimized where options change it. Scalars.</summary>
/// <param name="CrossEntropy">nats a word, the number that is reported</param>
/// <param name="Loss">what is minimized</param>
internal sealed record CaptionLoss(Tensor CrossEntropy, Tensor Loss)
{
    /// <param name="logProbabilities">of the words after each node [M, V]</param>
    /// <param name="tree">the captions, with P targets</param>
    /// <param name="options">label smoothing and truncation</param>
    public static CaptionLoss Of(Tensor logProbabilities, PrefixTree tree, LossOptions options)
    {
        var (node, word, weight) = tree.Targets();
        var nodes = tensor(node, int64);
        var weights = tensor(weight) / tree.Weight;                                                                        // [P]
        var ofTarget = logProbabilities.flatten().index_select(0, nodes * logProbabilities.shape[1] + tensor(word, int64)); // [P]
        var crossEntropy = -(ofTarget * weights).sum();
        var loss = crossEntropy;
        if (options.Truncation > 0)
        {
            // A word that has all but the margin already is left alone.
            using var guard = no_grad();
            weights *= (ofTarget < Math.Log(1 - options.Truncation)).to_type(ScalarType.Float32);
        }

        if (options.Truncation > 0 || options.LabelSmoothing > 0)
        {
            var ofAll = logProbabilities.mean([1]).index_select(0, nodes);                                                 // [P]
            loss = -((ofTarget * (1 - options.LabelSmoothing) + ofAll * options.LabelSmoothing) * weights).sum();
        }

        return new CaptionLoss(crossEntropy, loss);
    }
}
