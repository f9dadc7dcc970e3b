using SkyScribe.Decoding;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Engine.Products;
using SkyScribe.Training.Model.Engine.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>Loss and gradients of one training step: autograd and a <see cref="LinearTape"/> for what happens once per image or once per word, <see cref="IDecoderRecurrence"/> for the steps.</summary>
/// <remarks>Equal to the backward pass of <see cref="JttsModel.Forward"/>. B images, M nodes, D hidden, V vocabulary.</remarks>
internal sealed class TrainingPass(JttsModel model, LossOptions lossOptions) : IDisposable
{
    private readonly IDecoderRecurrence _recurrence = model.Decoder.CreateRecurrence();

    /// <summary>Adds the gradients of L_total to the parameters'.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="tree">the captions</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    /// <param name="ownWords">share of the words read that the model itself chose (scheduled sampling)</param>
    /// <param name="drawn">whether a search drew the captions: then the tree's weights alone say what is minimized, without the loss options, and words that no search
    /// chooses have no probability, as when they were drawn; else training would move all of it to them, whom no reward ever meets</param>
    public LossParts Run(Tensor x, PrefixTree tree, Tensor? labels, double ownWords = 0, bool drawn = false)
    {
        using var scope = NewDisposeScope();
        var (ofImages, ofWords) = (new LinearTape(), new LinearTape());
        var stage = model.PredictAttributes(x, tape: ofImages);
        var keys = model.Decoder.Keys(stage, ofImages);                                                   // [B, R, D]
        var gates = model.Decoder.PrepareGates(stage);                                                  // 3 x [B, 2D], or null
        RecurrenceInputs InputsOf(PrefixTree read) => new(
            stage.Regions, keys, stage.Mean, model.Decoder.EmbedWords(tensor(read.Word.ToArray(), int64)), gates?[0], gates?[1]);
        if (ownWords > 0)
        {
            using var guard = no_grad();
            var probabilities = LogProbabilities(_recurrence.Forward(Detached(InputsOf(tree)), tree), gates?[2], tree, ofWords, drawn).exp();
            if (!probabilities.isfinite().all().item<bool>())
            {
                throw new InvalidOperationException("a word's probability is not finite: the training has run away; lower learningRate or gradientClamp; the last saved state is kept");
            }

            tree = OwnWords.Mix(tree, probabilities, ownWords);
        }

        var inputs = InputsOf(tree);
        var gate3 = Leaf(gates?[2]);
        var hidden2 = Leaf(_recurrence.Forward(Detached(inputs), tree))!;                               // [M, D]
        var caption = CaptionLoss.Of(LogProbabilities(hidden2, gate3, tree, ofWords, drawn), tree, drawn ? new LossOptions() : lossOptions);
        ofWords.GoBack((caption.Loss, ones([])));
        var gradients = _recurrence.Backward(hidden2.grad!);
        var loss = JointLoss.Of(caption.CrossEntropy, stage, labels, model.Options);
        ofImages.GoBack(keys, [.. inputs.All().Zip(gradients.All()), (gates?[2], gate3?.grad), (loss.OfAttributes(), ones([]))]);
        return loss.Parts(tree.Words);
    }

    public void Dispose() => _recurrence.Dispose();

    // Eq. 30 [M, V]
    private Tensor LogProbabilities(Tensor hidden2, Tensor? gate3, PrefixTree tree, LinearTape tape, bool drawn)
    {
        var gateInput = gate3?.index_select(0, tensor(tree.Image.ToArray(), int64));                    // [M, 2D]
        var logits = model.Decoder.Emit(hidden2, gateInput, tape);
        return nn.functional.log_softmax(drawn ? logits.index_fill(1, tensor(SpecialWords.Default.Suppressed.Select(word => (long)word).ToArray()), double.NegativeInfinity) : logits, 1);
    }

    private static RecurrenceInputs Detached(RecurrenceInputs inputs) => new(
        inputs.Regions.detach().contiguous(),
        inputs.RegionKeys.detach().contiguous(),
        inputs.Mean.detach().contiguous(),
        inputs.Words.detach().contiguous(),
        inputs.Gate1?.detach().contiguous(),
        inputs.Gate2?.detach().contiguous());

    private static Tensor? Leaf(Tensor? tensor) => tensor?.detach().requires_grad_(true);
}
