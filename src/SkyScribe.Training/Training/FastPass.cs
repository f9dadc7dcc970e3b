using SkyScribe.Decoding;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine;
using SkyScribe.Training.Model.Engine.Recurrence;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Training;

/// <summary>A training step by the fast engine: autograd and <see cref="LargeProducts"/> for everything that happens once an image or once a word,
/// <see cref="IDecoderRecurrence"/> for the decoder's steps. Its numbers are those of <see cref="PlainPass"/>, but for rounding:
/// docs/engine.md.</summary>
internal sealed class FastPass(EngineFactory engine, LossOptions lossOptions, SpecialWords special, Distillation? distillation = null)
    : TrainingPass(special)
{
    private readonly JttsModel _model = engine.Model;
    private readonly IDecoderRecurrence _recurrence = engine.CreateRecurrence();

    /// <inheritdoc/>
    public override LossParts Run(Tensor x, PrefixTree tree, Tensor? labels, double scheduledSampling = 0, bool drawn = false)
    {
        using var scope = NewDisposeScope();
        LargeProducts ofImages = engine.CreateProducts(), ofWords = engine.CreateProducts();
        var stage = ofImages.PredictAttributes(x);
        var keys = ofImages.Keys(stage);                                                                // [B, R, D]
        var gates = _model.Decoder.PrepareGates(stage);                                                 // 3 x [B, 2D], or null
        var captions = tree.ToSteps(CPU);
        RecurrenceInputs Inputs() => new(stage.Regions, keys, stage.Mean, _model.Decoder.EmbedWords(captions.Words), gates?[0], gates?[1]);
        Tensor Predictions(Tensor hidden2, Tensor? gate3) =>
            LogProbabilities(ofWords.Emit(hidden2, gate3?.index_select(0, captions.Images)), drawn);    // [M, V]  Eq. 30
        if (scheduledSampling > 0)
        {
            using var guard = no_grad();
            tree = MixSampledWords(tree, Predictions(_recurrence.Forward(Detached(Inputs()), tree), gates?[2]), scheduledSampling);
            captions = tree.ToSteps(CPU);
        }

        var inputs = Inputs();
        var gate3 = Leaf(gates?[2]);
        var hidden2 = Leaf(_recurrence.Forward(Detached(inputs), tree))!;                               // [M, D]
        var words = CaptionLoss.Of(
            Predictions(hidden2, gate3), captions, drawn ? new LossOptions() : lossOptions, drawn ? null : distillation?.Of(x, captions));
        ofWords.GoBack(null, (words.Loss, ones([])));
        var gradients = _recurrence.Backward(hidden2.grad!);
        var loss = JointLoss.Of(words, stage, labels, _model.Options);
        ofImages.GoBack(keys, [.. inputs.All().Zip(gradients.All()), (gates?[2], gate3?.grad), (loss.OfAttributes(), ones([]))]);
        return loss.Parts(tree.Words);
    }

    /// <inheritdoc/>
    public override void Dispose() => _recurrence.Dispose();

    private static RecurrenceInputs Detached(RecurrenceInputs inputs) => new(
        inputs.Regions.detach().contiguous(),
        inputs.RegionKeys.detach().contiguous(),
        inputs.Mean.detach().contiguous(),
        inputs.Words.detach().contiguous(),
        inputs.Gate1?.detach().contiguous(),
        inputs.Gate2?.detach().contiguous());

    private static Tensor? Leaf(Tensor? tensor) => tensor?.detach().requires_grad_(true);
}
