using SkyScribe.IO;
using SkyScribe.Training.Encoders;

namespace SkyScribe.Training.Onnx;

/// <summary>The encoders as ONNX layers, each beside its module in <c>Model/Encoders</c>, whose arithmetic and weight names it repeats.</summary>
internal static class EncoderGraphs
{
    // Each gives its stages one by one, from the input [B, 3, S, S]; a stage is added to the graph when it is asked for.
    private static readonly Dictionary<string, Func<ConvolutionGraph, NamedWeights, string, int, IEnumerable<Grid>>> Forms = new(
        StringComparer.Ordinal)
    {
        ["efficientnet-lite2"] = (net, weights, images, size) => EfficientNetLite2(net, weights, net.Begin(images, 3, size, keepsFloat: true)),
        ["resnet101v2-c4"] = (net, weights, images, size) => ResNet101V2(net, weights, net.Begin(images, 3, size)),
        ["small-cnn"] = (net, weights, images, size) => Small(net, weights, net.Begin(images, 3, size)),
    };

    /// <summary>Whether an encoder has an ONNX form.</summary>
    public static bool Has(string name) => Forms.ContainsKey(name);

    /// <summary>Adds an encoder to a graph.</summary>
    /// <param name="weights">its weights</param>
    /// <param name="images">the input [B, 3, S, S]</param>
    /// <param name="stages">how many of its stages (<see cref="IStagedNetwork"/>) to add, at least one; null adds them all</param>
    /// <returns>x [B, C, H, W], or what the last stage added gives</returns>
    /// <exception cref="NotSupportedException">This encoder has no ONNX form yet; the message lists those that have.</exception>
    public static Grid Build(ConvolutionGraph net, ImageEncoder encoder, NamedWeights weights, string images, int? stages = null)
    {
        if (!Forms.TryGetValue(encoder.Name, out var form))
        {
            throw new SkyScribeException(
                $"encoder {encoder.Name} cannot be exported; those that can are {string.Join(", ", Forms.Keys.SkipLast(1))} and {Forms.Keys.Last()}");
        }

        return form(net, weights, images, encoder.Preprocessing.Size).Take(stages ?? int.MaxValue).Last();
    }

    // The first layers stay in float32: 3 % of the arithmetic, and in 8 bits a quarter of the whole network's error (docs/results/quantization.md).
    private static IEnumerable<Grid> EfficientNetLite2(ConvolutionGraph net, NamedWeights weights, Grid x)
    {
        x = Layer(net, weights, "stem", x, stride: 2, Same(x.Size, 3, 2), Activation.Relu6, keepsFloat: true);
        yield return x;
        for (int i = 0; weights.Has($"block{i}.project.weight"); i++)
        {
            string block = $"block{i}";
            var input = x;
            if (weights.Has($"{block}.expand.weight"))
            {
                x = Layer(net, weights, $"{block}.expand", x, 1, [0], Activation.Relu6);
            }

            int kernel = (int)weights.Shape($"{block}.depthwise.weight")[2], stride = EfficientNetLite.StrideOf(i);
            var padding = Same(x.Size, kernel, stride);
            x = Layer(net, weights, $"{block}.depthwise", x, stride, padding, Activation.Relu6, groups: x.Channels, keepsFloat: i == 0);
            x = Layer(net, weights, $"{block}.project", x, 1, [0], Activation.None);
            if (stride == 1 && input.Channels == x.Channels)
            {
                x = net.Add($"{block}.add", x, input);
            }

            yield return x;
        }

        yield return Layer(net, weights, "head", x, 1, [0], Activation.Relu6);
    }

    private static IEnumerable<Grid> ResNet101V2(ConvolutionGraph net, NamedWeights weights, Grid x)
    {
        x = Layer(net, weights, "conv1", x, 2, [3], Activation.None);
        x = net.MaxPool("pool", x, 3, 2, [0, 0, 1, 1]);
        yield return x;
        for (int block = 1; weights.Has($"block{block}.0.conv1.weight"); block++)
        {
            for (int unit = 0; weights.Has($"block{block}.{unit}.conv1.weight"); unit++)
            {
                string name = $"block{block}.{unit}";
                int stride = weights.Has($"block{block}.{unit + 1}.conv1.weight") ? 1 : 2;
                var active = PreActivation(net, weights, $"{name}.preact", x);
                var kept = weights.Has($"{name}.shortcut.weight") ? Layer(net, weights, $"{name}.shortcut", active, stride, [0], Activation.None)
                    : stride > 1 ? net.MaxPool($"{name}.kept", x, 1, stride, [0, 0, 0, 0]) : x;
                var inner = Layer(net, weights, $"{name}.conv1", active, 1, [0], Activation.Relu);
                inner = Layer(net, weights, $"{name}.conv2", inner, stride, [1], Activation.Relu);
                x = net.Add($"{name}.add", Layer(net, weights, $"{name}.conv3", inner, 1, [0], Activation.None), kept);
                yield return x;
            }
        }

        yield return PreActivation(net, weights, "norm", x);
    }

    // A factor and an addend for each channel are a convolution of one pixel and one channel.
    private static Grid PreActivation(ConvolutionGraph net, NamedWeights weights, string name, Grid x) =>
        net.Convolve(name, x, weights.Values($"{name}.weight"), weights.Values($"{name}.bias"), 1, 1, [0], x.Channels, Activation.Relu);

    private static IEnumerable<Grid> Small(ConvolutionGraph net, NamedWeights weights, Grid x)
    {
        var graph = net.Graph;
        for (int layer = 0; weights.Has($"features.{layer}.weight"); layer += 3)
        {
            string name = $"features.{layer}", norm = $"features.{layer + 1}";
            int kernel = (int)weights.Shape($"{name}.weight")[2];
            x = Layer(net, weights, name, x, stride: layer < 12 ? 2 : 1, [kernel / 2], Activation.None);
            string grouped = graph.Node(
                "Reshape", $"{norm}.grouped", [x.Tensor, graph.Constant($"{norm}.groups", new long[] { 0, SmallCnn.Groups, -1 }, 3)]);
            string normal = graph.Node(
                "InstanceNormalization", $"{norm}.normal", [
                grouped, graph.Constant($"{norm}.ones", Filled(1), SmallCnn.Groups), graph.Constant($"{norm}.zeros", Filled(0), SmallCnn.Groups)],
                ("epsilon", 1e-5f));
            string back = graph.Node(
                "Reshape", $"{norm}.back", [normal, graph.Constant($"{norm}.shape", new long[] { 0, x.Channels, x.Size, x.Size }, 4)]);
            string scaled = graph.Node(
                "Mul", $"{norm}.scaled", [back, graph.Constant($"{norm}.weight", weights.Values($"{norm}.weight"), x.Channels, 1, 1)]);
            string shifted = graph.Node(
                "Add", $"{norm}.shifted", [scaled, graph.Constant($"{norm}.bias", weights.Values($"{norm}.bias"), x.Channels, 1, 1)]);
            x = net.Float(x, graph.Node("Relu", $"{norm}.relu", [shifted]));
        }

        yield return x;
    }

    private static float[] Filled(float value) => [.. Enumerable.Repeat(value, SmallCnn.Groups)];

    private static Grid Layer(ConvolutionGraph net, NamedWeights weights, string name, Grid x, int stride, long[] pads, Activation activation,
        int groups = 1, bool keepsFloat = false) =>
        net.Convolve(
            name, x, weights.Values(name + ".weight"), weights.Values(name + ".bias"), (int)weights.Shape(name + ".weight")[2], stride, pads, groups,
            activation, keepsFloat);

    // TensorFlow's "SAME": as many outputs as ceil(size / stride), the odd row of padding at the end.
    private static long[] Same(int size, int kernel, int stride)
    {
        long total = Math.Max((((size + stride - 1) / stride) - 1) * stride + kernel - size, 0);
        return [total / 2, total / 2, total - total / 2, total - total / 2];
    }
}
