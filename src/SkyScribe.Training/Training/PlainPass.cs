using SkyScribe.Decoding;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>A training step by <see cref="JttsModel.Forward(Tensor, CaptionSteps)"/> and autograd alone, on the device that the model and the
/// features are on.</summary>
internal sealed class PlainPass(JttsModel model, LossOptions lossOptions, SpecialWords special, Distillation? distillation = null)
    : TrainingPass(special)
{
    /// <inheritdoc/>
    public override LossParts Run(Tensor x, PrefixTree tree, Tensor? labels, double scheduledSampling = 0, bool drawn = false)
    {
        using var scope = NewDisposeScope();
        var output = scheduledSampling > 0 ? ForwardWithSampledWords(x, tree, scheduledSampling) : model.Forward(x, tree.ToSteps(x.device));
        var options = drawn ? new LossOptions() : lossOptions;
        var kept = drawn ? null : distillation?.Of(x, output.Captions);
        var words = CaptionLoss.Of(LogProbabilities(output.WordLogits, drawn), output.Captions, options, kept);  // Eq. 33
        var loss = JointLoss.Of(words, output.Attributes, labels, model.Options);                                // Eq. 31, 32, 34
        loss.Total().backward();
        return loss.Parts(tree.Words);
    }

    private JttsOutput ForwardWithSampledWords(Tensor x, PrefixTree tree, double share)
    {
        var stage = model.PredictAttributes(x);
        using (no_grad())
        {
            tree = MixSampledWords(tree, LogProbabilities(model.PredictWords(stage, tree.ToSteps(x.device)), drawn: false), share);
        }

        var captions = tree.ToSteps(x.device);
        return new JttsOutput(stage, model.PredictWords(stage, captions), captions);
    }
}
