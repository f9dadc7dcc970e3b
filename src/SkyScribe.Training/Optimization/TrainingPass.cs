using SkyScribe.Training.Data;
using SkyScribe.Training.Model;
using SkyScribe.Training.Model.Recurrence;
using static TorchSharp.torch;

namespace SkyScribe.Training.Optimization;

/// <summary>Loss and gradients of one training step: autograd for what happens once per image or once per word, <see cref="DecoderRecurrence"/> for the steps.</summary>
/// <remarks>Equal to the backward pass of <see cref="JttsModel.Forward"/>. B images, M nodes, P targets, D hidden, V vocabulary.</remarks>
internal sealed class TrainingPass(JttsModel model) : IDisposable
{
    private readonly DecoderRecurrence _recurrence = new(model.Decoder);

    /// <summary>Adds the gradients of L_total to the parameters'.</summary>
    /// <param name="x">encoder features [B, C, R]</param>
    /// <param name="tree">the captions</param>
    /// <param name="labels">y [B, K], null for a model without attributes</param>
    public LossParts Run(Tensor x, CaptionTree tree, Tensor? labels)
    {
        using var scope = NewDisposeScope();
        var stage = model.Attend(x);
        var keys = model.Decoder.Attention.Prepare(stage.Regions);                                      // [B, R, D]
        var gates = model.Decoder.PrepareGates(stage.Semantics);                                        // 3 x [B, 2D]
        var words = model.Decoder.EmbedWords(tensor(tree.Word.ToArray(), int64));                       // [M, E]
        var inputs = new RecurrenceInputs(stage.Regions, keys, stage.Mean, words, gates?[0], gates?[1]);
        var gate3 = Leaf(gates?[2]);
        var hidden2 = Leaf(_recurrence.Forward(Detached(inputs), tree))!;                               // [M, D]
        var caption = CaptionLoss(hidden2, gate3, tree);
        caption.backward();
        var gradients = _recurrence.Backward(hidden2.grad!);
        var loss = JointLoss.Of(caption, stage, labels, model.Options);
        GoBack(
            [.. inputs.All(), gates?[2], loss.OfAttributes()],
            [.. gradients.All(), gate3?.grad, loss.OfAttributes() is null ? null : ones([])]);
        return loss.Parts(tree.Words);
    }

    public void Dispose() => _recurrence.Dispose();

    // Eq. 30 and 33: every word that a caption has counts once, in one mean.
    private Tensor CaptionLoss(Tensor hidden2, Tensor? gate3, CaptionTree tree)
    {
        var gateInput = gate3?.index_select(0, tensor(tree.Image.ToArray(), int64));                    // [M, 2D]
        var logProbabilities = nn.functional.log_softmax(model.Decoder.Emit(hidden2, gateInput), 1);    // [M, V]
        var (node, word, count) = tree.Targets();
        var place = tensor(node, int64) * logProbabilities.shape[1] + tensor(word, int64);              // [P]
        return -(logProbabilities.flatten().index_select(0, place) * tensor(count)).sum() / tree.Words;
    }

    private static void GoBack(Tensor?[] outputs, Tensor?[] gradients)
    {
        var reached = outputs.Zip(gradients).Where(pair => pair.First is { requires_grad: true } && pair.Second is not null).ToArray();
        autograd.backward(reached.Select(pair => pair.First!).ToArray(), reached.Select(pair => pair.Second!).ToArray());
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
