namespace SkyScribe.Training.Onnx;

/// <summary>The function after a convolution.</summary>
internal enum Activation
{
    None,
    Relu,
    Relu6,
}

/// <summary>An activation inside an encoder: a grid [B, channels, size, size].</summary>
internal readonly record struct Grid(string Tensor, int Channels, int Size);

/// <summary>Adds the layers of convolutional networks to a graph, in float32 or, where activations have measured ranges, in 8 bits with
/// QuantizeLinear/DequantizeLinear pairs.</summary>
/// <remarks>Each output channel's weights have a scale of their own (<see cref="ByteWeights"/>). What rounding them adds to an output channel's mean
/// is taken from its bias again (Nagel et al., ICCV 2019, "bias correction"): the input's mean is known from the measurement.</remarks>
internal sealed class ConvolutionGraph(OnnxGraph graph, ActivationRanges? ranges)
{
    private readonly Dictionary<string, (float Scale, double[] Means)> _inputs = new(StringComparer.Ordinal);
    private readonly List<string> _activations = [];

    public OnnxGraph Graph => graph;

    /// <summary>the tensors whose ranges must be measured, in their order.</summary>
    public IReadOnlyList<string> Activations => _activations;

    /// <summary>Takes a graph's input as an activation.</summary>
    /// <param name="keepsFloat">the layer that reads it computes in float32</param>
    public Grid Begin(string tensor, int channels, int size, bool keepsFloat = false) => new(keepsFloat ? tensor : Settle(tensor), channels, size);

    /// <param name="weight">[out, in / groups, kernel, kernel]</param>
    /// <param name="bias">[out]</param>
    /// <param name="pads">top, left, bottom, right; equal ones on all sides where one is given</param>
    /// <param name="keepsFloat">the layer that reads the result computes in float32</param>
    public Grid Convolve(
        string name, Grid x, float[] weight, float[] bias, int kernel, int stride, long[] pads, int groups = 1,
        Activation activation = Activation.None, bool keepsFloat = false)
    {
        int channels = bias.Length;
        long[] sides = pads.Length == 1 ? [pads[0], pads[0], pads[0], pads[0]] : pads;
        int size = (int)((x.Size + sides[0] + sides[2] - kernel) / stride + 1);
        long[] shape = [channels, x.Channels / groups, kernel, kernel];
        string[] inputs = ranges is null || !_inputs.TryGetValue(x.Tensor, out var input)
            ? [x.Tensor, graph.Constant(name + ".weight", weight, shape), graph.Constant(name + ".bias", bias, channels)]
            : [x.Tensor, .. QuantizedWeights(name, weight, bias, shape, groups, input.Scale, input.Means)];
        string sum = graph.Node(
            "Conv", name + (activation == Activation.None ? "" : ".sum"), inputs,
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", sides), ("group", (long)groups));
        string y = Activate(name, sum, activation);
        return new Grid(keepsFloat ? y : Settle(y), channels, size);
    }

    /// <summary>The sum of two grids of one shape.</summary>
    public Grid Add(string name, Grid a, Grid b) => a with { Tensor = Settle(graph.Node("Add", name, [a.Tensor, b.Tensor])) };

    public Grid MaxPool(string name, Grid x, int kernel, int stride, long[] pads)
    {
        string y = graph.Node(
            "MaxPool", name, [x.Tensor],
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", pads));
        return new Grid(Settle(y), x.Channels, (int)((x.Size + pads[0] + pads[2] - kernel) / stride + 1));
    }

    /// <summary>A node whose result is an activation too.</summary>
    public Grid Float(Grid x, string tensor) => x with { Tensor = Settle(tensor) };

    private string Activate(string name, string sum, Activation activation) => activation switch
    {
        Activation.Relu => graph.Node("Relu", name, [sum]),
        Activation.Relu6 => graph.Node("Clip", name, [sum, Scalar(name + ".least", 0), Scalar(name + ".most", 6)]),
        _ => sum,
    };

    private string Scalar(string name, float value) => graph.Constant(name, [value]);

    // Notes an activation; in 8 bits, sends it through them.
    private string Settle(string tensor)
    {
        _activations.Add(tensor);
        if (ranges is null)
        {
            return tensor;
        }

        var (scale, zero) = ranges.Of(tensor);
        string scaleName = graph.Constant(tensor + ".scale", [scale]), zeroName = graph.Constant(tensor + ".zero", new[] { zero });
        string quantized = graph.Node("QuantizeLinear", tensor + ".q", [tensor, scaleName, zeroName]);
        string back = graph.Node("DequantizeLinear", tensor + ".dq", [quantized, scaleName, zeroName]);
        _inputs[back] = (scale, ranges.Means(tensor));
        return back;
    }

    private string[] QuantizedWeights(string name, float[] weight, float[] bias, long[] shape, int groups, float inputScale, double[] inputMeans)
    {
        int channels = bias.Length, each = weight.Length / channels, inputs = (int)shape[1], taps = each / inputs;
        sbyte[] values = new sbyte[weight.Length];
        float[] scales = new float[channels], biasScales = new float[channels];
        int[] biases = new int[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            var own = weight.AsSpan(channel * each, each);
            var rounded = values.AsSpan(channel * each, each);
            // A channel whose weights are all tiny must not make its bias overflow 32 bits.
            float scale = ByteWeights.Round(
                own, rounded, ByteWeights.KindOf(inputs, taps), leastScale: Math.Abs(bias[channel]) / (inputScale * 1e9f));
            double shift = 0;
            for (int i = 0; i < each; i++)
            {
                shift += (rounded[i] * (double)scale - own[i]) * inputMeans[channel / (channels / groups) * inputs + i / taps];
            }

            scales[channel] = scale;
            biasScales[channel] = scale * inputScale;
            biases[channel] = (int)Math.Round((bias[channel] - shift) / (double)biasScales[channel]);
        }

        string weightScale = graph.Constant(name + ".weight.scale", scales, channels), biasScale =
            graph.Constant(name + ".bias.scale", biasScales, channels);
        string weightZero = graph.Constant(name + ".weight.zero", new sbyte[channels], channels), biasZero =
            graph.Constant(name + ".bias.zero", new int[channels], channels);
        return
        [
            graph.Node("DequantizeLinear", name
            + ".weight", [graph.Constant(name + ".weight.q", values, shape), weightScale, weightZero], ("axis", 0L)),
            graph.Node("DequantizeLinear", name + ".bias", [graph.Constant(name + ".bias.q", biases, channels), biasScale, biasZero], ("axis", 0L)),
        ];
    }
}
