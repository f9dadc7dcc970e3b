using SkyScribe.Training.Model.Engine.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Scheduled sampling (Bengio et al., NeurIPS 2015) for captions that are computed level by level: the model's word after each node is drawn
/// from a first pass that reads the true words, as Mihaylova and Martins (ACL 2019) do for models without recurrence.</summary>
internal static class ScheduledSampling
{
    /// <param name="tree">the captions</param>
    /// <param name="probabilities">of the word after each node [M, V]</param>
    /// <param name="share">probability that a node reads one of the drawn words instead of the true one, 0 to 1; first nodes always read
    /// "begin"</param>
    public static PrefixTree Mix(PrefixTree tree, Tensor probabilities, double share)
    {
        using var scope = NewDisposeScope();
        int[] drawn = [.. probabilities.multinomial(1).flatten().cpu().data<long>().Select(word => (int)word)];
        float[] coins = rand([tree.Nodes], device: CPU).data<float>().ToArray();
        int[] words = tree.Word.ToArray();
        for (int node = 0; node < tree.Nodes; node++)
        {
            if (tree.Parent[node] is >= 0 and var parent && coins[node] < share)
            {
                words[node] = drawn[parent];
            }
        }

        return tree.WithWords(words);
    }
}
