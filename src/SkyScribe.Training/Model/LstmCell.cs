using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model;

/// <summary>One LSTM cell with one bias, whose input comes in parts: some change with every word, some do not.</summary>
/// <remarks>Section III-C, the LSTM of Eq. 25 and 29; gates in libtorch's order: input, forget, cell, output. Shapes: N rows,
/// D hidden, I input.</remarks>
internal sealed class LstmCell : nn.Module
{
    private readonly Parameter input_weight;
    private readonly Parameter hidden_weight;
    private readonly Parameter bias;

    public LstmCell(int inputSize, int hiddenSize)
        : base(nameof(LstmCell))
    {
        input_weight = Initial.Uniform(hiddenSize, 4 * hiddenSize, inputSize);
        hidden_weight = Initial.Uniform(hiddenSize, 4 * hiddenSize, hiddenSize);
        bias = Initial.Uniform(hiddenSize, 4 * hiddenSize);
        RegisterComponents();
    }

    /// <summary>The weight of the whole input [4D, I].</summary>
    public Parameter InputWeight => input_weight;

    /// <summary>The weight of the hidden state [4D, D].</summary>
    public Parameter HiddenWeight => hidden_weight;

    /// <summary>The bias of the four gates [4D].</summary>
    public Parameter Bias => bias;

    /// <summary>The columns of the input weight that belong to one part of the input [4D, size]. The caller disposes it.</summary>
    public Tensor InputColumns(long start, long size) => input_weight.narrow(1, start, size);

    /// <summary>The weight of [first <paramref name="inputs"/> of the input, hidden state], for one product a step [4D, inputs + D].</summary>
    public Tensor StepWeight(long inputs)
    {
        using var scope = NewDisposeScope();
        return cat([input_weight.narrow(1, 0, inputs), hidden_weight], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The cell's non-linear part.</summary>
    /// <param name="gates">sums of all products and the bias [N, 4D]</param>
    /// <param name="cell">c(t-1) [N, D]</param>
    /// <returns>h(t), c(t), both [N, D]</returns>
    public static (Tensor Hidden, Tensor Cell) Advance(Tensor gates, Tensor cell)
    {
        using var scope = NewDisposeScope();
        var parts = gates.chunk(4, 1);
        var next = sigmoid(parts[1]) * cell + sigmoid(parts[0]) * tanh(parts[2]);
        var hidden = sigmoid(parts[3]) * tanh(next);
        return (hidden.MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope());
    }
}
