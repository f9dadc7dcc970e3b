using static TorchSharp.torch;

namespace SkyScribe.Training.Model.Engine.Products;

/// <summary>Linear layers on many rows, by <see cref="DenseProduct"/> and beside autograd: a layer's output is a leaf, whose gradient is
/// then taken on to the layer's weights and input.</summary>
internal sealed unsafe class LinearTape
{
    private readonly List<Layer> _layers = [];

    /// <summary>x W' + b; of other types than float32 by libtorch, under autograd.</summary>
    /// <param name="x">[..., in]</param>
    /// <param name="weight">W [out, in]</param>
    /// <param name="bias">b [out], or null</param>
    /// <returns>[..., out]</returns>
    public Tensor Linear(Tensor x, Tensor weight, Tensor? bias) =>
        x.dtype == ScalarType.Float32 ? Add(x, weight, bias) : nn.functional.linear(x, weight, bias);

    /// <summary>Goes back from some outputs: adds to the gradients of all tensors that they were computed from.</summary>
    /// <param name="end">null, or an output of a layer of this tape from which no other output was computed: its gradient is complete, so its
    /// input's goes back together with the others</param>
    /// <param name="gradients">outputs and their gradients; a pair with a null is left out</param>
    public void GoBack(Tensor? end, params IEnumerable<(Tensor? Output, Tensor? Gradient)> gradients)
    {
        var reached = new List<(Tensor Output, Tensor Gradient)>();
        foreach (var (output, gradient) in gradients)
        {
            if (output is not { requires_grad: true } || gradient is null)
            {
                continue;
            }

            // Else a part of the graph that both were made of would be walked twice.
            if (ReferenceEquals(output, end) && _layers.FindIndex(layer => ReferenceEquals(layer.Output, output)) is >= 0 and var place)
            {
                var given = _layers[place];
                _layers.RemoveAt(place);
                if (given.GoBack(gradient) is { } ofInput)
                {
                    reached.Add((given.Input, ofInput));
                }
            }
            else
            {
                reached.Add((output, gradient));
            }
        }

        Backward(reached);
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            if (_layers[i].Output.grad is { } gradient && _layers[i].GoBack(gradient) is { } ofInput)
            {
                Backward([(_layers[i].Input, ofInput)]);
            }
        }

        _layers.Clear();
    }

    private Tensor Add(Tensor x, Tensor weight, Tensor? bias)
    {
        var dense = x.detach().contiguous();
        var output = empty([.. x.shape[..^1], weight.shape[0]], float32);
        DenseProduct.Run(Matrix.Of(dense), Matrix.Of(weight).Transposed, Matrix.Of(output), isNew: true);
        GC.KeepAlive(dense);
        if (bias is not null)
        {
            var rows = Matrix.Of(output);
            for (int row = 0; row < rows.Rows; row++)
            {
                RowSums.Add(rows.Start + row * rows.RowStep, Matrix.Pointer(bias), rows.Columns);
            }
        }

        if (is_grad_enabled())
        {
            output.requires_grad = true;
            _layers.Add(new Layer(x, dense, weight, bias, output));
        }

        return output;
    }

    private static void Backward(IReadOnlyList<(Tensor Output, Tensor Gradient)> reached)
    {
        if (reached.Count > 0)
        {
            autograd.backward([.. reached.Select(pair => pair.Output)], [.. reached.Select(pair => pair.Gradient)]);
        }
    }

    private sealed record Layer(Tensor Input, Tensor Dense, Tensor Weight, Tensor? Bias, Tensor Output)
    {
        // Adds to the gradients of weight and bias; gives the input's, if it wants one.
        public Tensor? GoBack(Tensor gradient)
        {
            using var guard = no_grad();
            var ofOutput = gradient.contiguous();
            var dOutput = Matrix.Of(ofOutput);
            if (Weight.requires_grad)
            {
                Weight.grad ??= zeros_like(Weight);
                DenseProduct.Run(dOutput.Transposed, Matrix.Of(Dense), Matrix.Of(Weight.grad), isNew: false);
            }

            if (Bias is { requires_grad: true })
            {
                Bias.grad ??= zeros_like(Bias);
                RowSums.AddRows(Matrix.Pointer(Bias.grad), dOutput);
            }

            Tensor? dInput = null;
            if (Input.requires_grad)
            {
                dInput = empty(Input.shape, float32);
                DenseProduct.Run(dOutput, Matrix.Of(Weight), Matrix.Of(dInput), isNew: true);
            }

            GC.KeepAlive(ofOutput);
            return dInput;
        }
    }
}
