using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>All that a step needs and that no word changes, computed once per batch. N rows, R regions, D hidden.</summary>
/// <param name="Regions">V [N, R, D]</param>
/// <param name="RegionKeys">W_va V_j [N, R, D]</param>
/// <param name="MeanInput">LSTM 1's product with mean V, its bias added [N, 4D]</param>
/// <param name="GateInputs">the three gates' products with f_s [N, 2D] each, or null for a model without attributes</param>
/// <param name="StepWeight1">LSTM 1's weight for the inputs that change, then the hidden state</param>
/// <param name="StepWeight2">the same of LSTM 2</param>
/// <param name="Bias2">LSTM 2's bias [4D]</param>
internal sealed record DecoderContext(
    Tensor Regions,
    Tensor RegionKeys,
    Tensor MeanInput,
    IReadOnlyList<Tensor>? GateInputs,
    Tensor StepWeight1,
    Tensor StepWeight2,
    Tensor Bias2) : IDisposable
{
    /// <summary>The context of some rows, in a new order or repeated. Only the row tensors are new; the weights are this context's.</summary>
    public DecoderContext Rows(Tensor indices) => this with
    {
        Regions = Regions.index_select(0, indices),
        RegionKeys = RegionKeys.index_select(0, indices),
        MeanInput = MeanInput.index_select(0, indices),
        GateInputs = GateInputs?.Select(gate => gate.index_select(0, indices)).ToArray(),
    };

    /// <summary>Takes the tensors out of every dispose scope; the holder disposes them.</summary>
    public DecoderContext Detach()
    {
        foreach (Tensor tensor in RowTensors().Concat(Weights()))
        {
            tensor.DetachFromDisposeScope();
        }

        return this;
    }

    /// <summary>Disposes what <see cref="Rows"/> made, not the weights it shares.</summary>
    public void DisposeRows()
    {
        foreach (Tensor tensor in RowTensors())
        {
            tensor.Dispose();
        }
    }

    public void Dispose()
    {
        DisposeRows();
        foreach (Tensor tensor in Weights())
        {
            tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> RowTensors() => [Regions, RegionKeys, MeanInput, .. GateInputs ?? []];

    private IEnumerable<Tensor> Weights() => [StepWeight1, StepWeight2, Bias2];
}
