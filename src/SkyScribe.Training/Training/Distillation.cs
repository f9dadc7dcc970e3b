using SkyScribe.Text;
using SkyScribe.Training.Model;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>Keeps what the model knew that a run starts from: its word probabilities on the new pictures, after the words of the new captions, are
/// targets beside these captions (Li and Hoiem, "Learning without Forgetting", ECCV 2016). No picture that it was trained on is needed.</summary>
/// <param name="old">the model as it was; it is disposed of with this</param>
/// <param name="weight">the share of its words in the loss</param>
internal sealed class Distillation(JttsModel old, double weight) : IDisposable
{
    /// <summary>What the old model says on features after the words of captions; words that it lacks are unknown to it.</summary>
    /// <param name="x">encoder features [B, C, R], of the encoder that it was trained with</param>
    /// <param name="captions">the captions in the new model's words</param>
    public KeptWords Of(Tensor x, CaptionSteps captions)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        old.eval();
        var words = captions.Words.where(captions.Words.lt(old.Sizes.Words), full_like(captions.Words, Vocabulary.Unknown));
        var logits = old.PredictWords(old.PredictAttributes(x), captions with { Words = words });
        return new KeptWords(nn.functional.softmax(logits, 1).MoveToOuterDisposeScope(), weight);
    }

    public void Dispose() => old.Dispose();
}
