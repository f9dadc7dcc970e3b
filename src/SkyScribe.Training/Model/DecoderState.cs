using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>What the decoder carries from word to word; all [N, D].</summary>
internal sealed record DecoderState(Tensor Hidden1, Tensor Cell1, Tensor Hidden2, Tensor Cell2) : IDisposable
{
    /// <summary>The state before the first word.</summary>
    /// <param name="rows">N</param>
    /// <param name="hiddenSize">D</param>
    /// <param name="dtype">float32, or float64 in comparisons</param>
    /// <param name="device">null for the CPU</param>
    public static DecoderState Zero(long rows, long hiddenSize, ScalarType dtype, Device? device = null) => new(
        zeros([rows, hiddenSize], dtype, device),
        zeros([rows, hiddenSize], dtype, device),
        zeros([rows, hiddenSize], dtype, device),
        zeros([rows, hiddenSize], dtype, device));

    /// <summary>The states of some rows, in a new order.</summary>
    public DecoderState Rows(Tensor indices) => new(
        Hidden1.index_select(0, indices),
        Cell1.index_select(0, indices),
        Hidden2.index_select(0, indices),
        Cell2.index_select(0, indices));

    /// <summary>Keeps the state alive beyond the current dispose scope.</summary>
    public DecoderState MoveToOuterDisposeScope() => new(
        Hidden1.MoveToOuterDisposeScope(),
        Cell1.MoveToOuterDisposeScope(),
        Hidden2.MoveToOuterDisposeScope(),
        Cell2.MoveToOuterDisposeScope());

    /// <summary>Takes the state out of every dispose scope; the holder disposes it.</summary>
    public DecoderState Detach()
    {
        Hidden1.DetachFromDisposeScope();
        Cell1.DetachFromDisposeScope();
        Hidden2.DetachFromDisposeScope();
        Cell2.DetachFromDisposeScope();
        return this;
    }

    public void Dispose()
    {
        Hidden1.Dispose();
        Cell1.Dispose();
        Hidden2.Dispose();
        Cell2.Dispose();
    }
}
