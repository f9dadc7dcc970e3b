using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.Packages;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Onnx;

public class ConvolutionGraphTests
{
    private const int Inputs = 16, Outputs = 8, Size = 32;

    /// <summary>Rounded weights shift an output's mean by up to inputs x half a step x the inputs' mean; the corrected bias takes that away
    /// again.</summary>
    [Fact]
    public void Convolve_InBytes_KeepsTheMeanOfEachChannel()
    {
        var random = new Random(1);
        float[] weight = [.. Enumerable.Range(0, Outputs * Inputs).Select(_ => random.NextSingle() - 0.5f)],
            bias = [.. Enumerable.Range(0, Outputs).Select(_ => random.NextSingle())];
        float[] pixels = [.. Enumerable.Range(0, Inputs * Size * Size).Select(i => 2 + random.NextSingle() * (1 + i / (Size * Size)))];
        var ranges = new ActivationRanges();
        ranges.Include("x", pixels, 1, Inputs);
        double[] whole = Means(Run(null, weight, bias, pixels)), bytes = Means(Run(ranges, weight, bias, pixels));
        for (int channel = 0; channel < Outputs; channel++)
        {
            Assert.Equal(whole[channel], bytes[channel], 2e-3);
        }

        // it has something to correct
        Assert.Contains(Enumerable.Range(0, Outputs), channel => Math.Abs(Shift(weight, channel, ranges.Means("x"))) > 0.02);
    }

    private static double Shift(float[] weight, int channel, double[] means)
    {
        sbyte[] rounded = new sbyte[Inputs];
        var own = weight.AsSpan(channel * Inputs, Inputs);
        float scale = ByteWeights.Round(own, rounded, ByteSums.Pairs, 0);
        return Enumerable.Range(0, Inputs).Sum(i => (rounded[i] * scale - weight[channel * Inputs + i]) * means[i]);
    }

    private static float[] Run(ActivationRanges? ranges, float[] weight, float[] bias, float[] pixels)
    {
        var graph = new OnnxGraph("test");
        var net = new ConvolutionGraph(graph, ranges);
        var x = net.Begin(graph.Input("x", TensorElementType.Float, 1, Inputs, Size, Size), Inputs, Size);
        var y = net.Convolve("y", x, weight, bias, 1, 1, [0], keepsFloat: true);
        graph.Output(y.Tensor, TensorElementType.Float);
        using var session = OnnxSessions.Open(graph.ToBytes());
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, Inputs, Size, Size]);
        using var results = session.Run(run, ["x"], [input], [y.Tensor]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static double[] Means(float[] values) => [.. values.Chunk(Size * Size).Select(channel => channel.Average(value => (double)value))];
}
