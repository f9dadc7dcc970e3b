using SkyScribe.Training.Model.Engine.Products;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Recurrence;

/// <summary>The decoder's recurrence over a tree of captions, with a backward pass written by hand: the same numbers as
/// <see cref="AttributeGuidedDecoder.Recur"/> under autograd, for a fraction of the work.</summary>
/// <remarks>
/// What makes it fast: a level of the tree is one block of rows, without padding; a weight's gradient is one product over all nodes afterwards,
/// because going back through the steps needs only the gradients of the sums; attention reads an image's regions once for all its rows and keeps
/// no tensor of regions for a row; buffers stay; threads are woken once. Shapes: M nodes, D hidden, R regions. Not thread-safe.
/// </remarks>
internal sealed unsafe class DecoderRecurrence : IDecoderRecurrence
{
    private readonly RecurrenceMemory _memory;
    private readonly StepTeam _team = new();
    private readonly ForwardWalk _forward;
    private readonly BackwardWalk _backward;

    public DecoderRecurrence(AttributeGuidedDecoder decoder)
    {
        _memory = new RecurrenceMemory(decoder);
        var weights = new StepWeights(_memory, _team);
        _forward = new ForwardWalk(_memory, weights, _team);
        _backward = new BackwardWalk(_memory, weights, _team);
    }

    private AttributeGuidedDecoder Decoder => _memory.Decoder;

    /// <inheritdoc/>
    public Tensor Forward(RecurrenceInputs inputs, PrefixTree tree)
    {
        long images = inputs.Regions.shape[0];
        if (inputs.Words.shape[0] != tree.Nodes || tree.Image.ContainsAnyExceptInRange(0, (int)images - 1))
        {
            throw new ArgumentException(
                $"found {inputs.Words.shape[0]} words and {images} images; expected {tree.Nodes} words, and every node's image among them");
        }

        using var guard = no_grad();
        _memory.Begin(inputs, tree);
        using var mean = nn.functional.linear(inputs.Mean, _memory.MeanWeight(), Decoder.Lstm1.Bias);         // [B, 4D]
        DenseProduct.Run(Matrix.Of(inputs.Words), _memory.WordWeight().Transposed, _memory.WordInput.Rows(0, tree.Nodes), isNew: true);
        _forward.Run(mean);
        return _memory.Hidden2.Tensor(tree.Nodes);
    }

    /// <inheritdoc/>
    public RecurrenceInputs Backward(Tensor dHidden2)
    {
        using var guard = no_grad();
        var inputs = _memory.Inputs;
        int nodes = _memory.Tree.Nodes;
        long images = inputs.Regions.shape[0];
        Tensor dRegions = zeros_like(inputs.Regions), dKeys = zeros_like(inputs.RegionKeys);
        using var dScores = zeros(images, _memory.Size, float32);
        _backward.Run(dHidden2, dRegions, dKeys, dScores);
        WeightGradients(dScores);
        var dMeanInput = ByImage(_backward.DGates1);                                                          // [B, 4D]
        AddGradient(Decoder.Lstm1.InputWeight, (int)Decoder.MeanColumn, Matrix.Of(dMeanInput), Matrix.Of(inputs.Mean));
        RowSums.AddRows(Matrix.Pointer(GradientOf(Decoder.Lstm1.Bias)), Matrix.Of(dMeanInput));
        var dWords = empty_like(inputs.Words);
        DenseProduct.Run(_backward.DGates1.Rows(0, nodes), _memory.WordWeight(), Matrix.Of(dWords), isNew: true);
        return new RecurrenceInputs(
            dRegions,
            dKeys,
            mm(dMeanInput, _memory.MeanWeight()),
            dWords,
            _memory.IsGuided ? ByImage(_backward.DHalves1) : null,
            _memory.IsGuided ? ByImage(_backward.DHalves2) : null);
    }

    public void Dispose()
    {
        _team.Dispose();
        _memory.Dispose();
    }

    // Each image's sum of its nodes' rows [B, columns].
    private Tensor ByImage(RowBuffer rows)
    {
        var sums = zeros(_memory.Inputs.Regions.shape[0], rows.Columns, float32);
        float* start = Matrix.Pointer(sums);
        for (int node = 0; node < _memory.Tree.Nodes; node++)
        {
            RowSums.Add(start + (long)_memory.Tree.Image[node] * rows.Columns, rows.At(node), rows.Columns);
        }

        return sums;
    }

    private void WeightGradients(Tensor dScores)
    {
        int nodes = _memory.Tree.Nodes, size = _memory.Size;
        Matrix dGates1 = _backward.DGates1.Rows(0, nodes), dGates2 = _backward.DGates2.Rows(0, nodes);
        Matrix hidden1 = _memory.Hidden1Before.Rows(0, nodes), hidden2 = _memory.Hidden2Before.Rows(0, nodes);
        var inputs2 = _memory.Inputs2Rows.Rows(0, nodes);
        AddGradient(Decoder.Lstm2.InputWeight, 0, dGates2, inputs2);
        AddGradient(Decoder.Lstm2.HiddenWeight, 0, dGates2, hidden2);
        RowSums.AddRows(Matrix.Pointer(GradientOf(Decoder.Lstm2.Bias)), dGates2);
        AddGradient(Decoder.Attention.HiddenWeight, 0, _backward.DQuery.Rows(0, nodes), inputs2.ColumnRange(0, size));
        RowSums.AddRows(Matrix.Pointer(GradientOf(Decoder.Attention.ScoreWeight)), Matrix.Of(dScores));
        AddGradient(Decoder.Lstm1.HiddenWeight, 0, dGates1, _memory.IsUpDown ? hidden1 : hidden2);
        AddGradient(Decoder.Lstm1.InputWeight, (int)Decoder.MeanColumn + size, dGates1, Matrix.Of(_memory.Inputs.Words));
        if (_memory.IsUpDown)
        {
            AddGradient(Decoder.Lstm1.InputWeight, _memory.Hidden2Column, dGates1, hidden2);
        }

        if (_memory.IsGuided)
        {
            AddGradient(Decoder.Lstm1.InputWeight, 0, dGates1, _memory.Sampled1.Rows(0, nodes));
            AddGradient(Decoder.Gates[0].HiddenWeight, 0, _backward.DHalves1.Rows(0, nodes), hidden1);
            AddGradient(Decoder.Gates[1].HiddenWeight, 0, _backward.DHalves2.Rows(0, nodes), hidden2);
        }
    }

    // Adds dSums' inputs to the gradient of some columns of a weight.
    private static void AddGradient(Parameter weight, int column, Matrix dSums, Matrix inputs) =>
        DenseProduct.Run(dSums.Transposed, inputs, Matrix.Of(GradientOf(weight)).ColumnRange(column, inputs.Columns), isNew: false);

    private static Tensor GradientOf(Parameter weight)
    {
        if (weight.grad is null)
        {
            weight.grad = zeros_like(weight);
        }

        return weight.grad!;
    }
}
