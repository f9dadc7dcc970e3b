using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The recurrence of <see cref="SoftAttentionDecoder"/>, left to autograd: a baseline that nobody waits for. M nodes, D hidden.</summary>
internal sealed class SoftAttentionRecurrence(SoftAttentionDecoder decoder) : IDecoderRecurrence
{
    private RecurrenceInputs? _leaves;
    private Tensor? _hidden;

    /// <inheritdoc/>
    public Tensor Forward(RecurrenceInputs inputs, PrefixTree tree)
    {
        _leaves = new RecurrenceInputs(Leaf(inputs.Regions), Leaf(inputs.RegionKeys), Leaf(inputs.Mean), Leaf(inputs.Words), null, null);
        var perImage = decoder.Prepare(_leaves.Regions, _leaves.RegionKeys, _leaves.Mean);
        var wordInput = nn.functional.linear(_leaves.Words, decoder.WordWeight());                                // [M, 4D]
        _hidden = decoder.Unroll(wordInput, perImage, tree.ToSteps(CPU));
        return _hidden.detach();
    }

    /// <inheritdoc/>
    public RecurrenceInputs Backward(Tensor dHidden2)
    {
        autograd.backward([_hidden!], [dHidden2]);
        return new RecurrenceInputs(_leaves!.Regions.grad!, _leaves.RegionKeys.grad!, _leaves.Mean.grad!, _leaves.Words.grad!, null, null);
    }

    public void Dispose()
    {
        // The tensors belong to the training step's dispose scope.
    }

    private static Tensor Leaf(Tensor tensor) => tensor.detach().requires_grad_(true);
}
