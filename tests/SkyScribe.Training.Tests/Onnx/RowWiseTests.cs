using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.Packages;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Onnx;

/// <summary>A row's result, to the bit, among other rows: of any number, at any place, with any number of threads.</summary>
public sealed class RowWiseTests
{
    private const int Inputs = 151, Outputs = 1232;   // no multiples of a vector's length
    private static readonly (int Rows, int Place)[] Batches = [(2, 0), (2, 1), (3, 2), (4, 1), (7, 6), (8, 3), (24, 17), (33, 32), (96, 50)];

    [Theory]
    [InlineData(ProductForm.Full)]
    [InlineData(ProductForm.Half)]
    [InlineData(ProductForm.WeightOnly)]
    [InlineData(ProductForm.Dynamic)]
    public void Product_ARowAmongOthers_IsAsAlone(ProductForm form)
    {
        float[] weight = Noise(Inputs * Outputs, seed: 1), bias = Noise(Outputs, seed: 2);
        AssertRowsStandAlone(Inputs, (graph, x) => new MatrixProducts(graph, form).Product("y", x, weight, Outputs, bias));
    }

    [Fact]
    public void Sum_ARowAmongOthers_IsAsAlone() => AssertRowsStandAlone(Inputs, (graph, x) => new RowWise(graph).Sum("y", x, Inputs));

    [Fact]
    public void Mean_AnImageAmongOthers_IsAsAlone() => AssertRowsStandAlone(
        Inputs * 49, (graph, x) =>
        new RowWise(graph).Mean("y", graph.Node("Reshape", "grid", [x, graph.Constant("shape", new[] { 0L, Inputs, 49 }, 3)])));

    [Fact]
    public void SumAndMean_KnownValues_AreRight()
    {
        float[] x = [1, 2, 3, 4, 10, 20, 30, 40];
        Assert.Equal([10, 100], Run(Build(4, (graph, name) => new RowWise(graph).Sum("y", name, 4)), x, rows: 2), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([1.5f, 3.5f, 15, 35], Run(
            Build(4, (graph, name) =>
            new RowWise(graph).Mean("y", graph.Node("Reshape", "grid", [name, graph.Constant("shape", new[] { 0L, 2, 2 }, 3)]))), x, rows: 2));
    }

    [Fact]
    public void InBytes_ARow_ComesBackWithinHalfAStepOfItsOwn()
    {
        float[] x = [.. Noise(Inputs, seed: 3).Select(value => value * 1e-3f), .. Noise(Inputs, seed: 4).Select(value => value * 1e3f),
            .. new float[Inputs]];
        float[] back = Run(
            Build(Inputs, (graph, name) =>
            {
                var rows = new RowWise(graph);
                var (values, scale) = rows.InBytes(name);
                string whole = graph.Node("DequantizeLinear", "whole", [values, graph.Constant("one", [1f]), rows.ZeroPoint]);
                return graph.Node("Mul", "y", [whole, scale]);
            }),
            x, rows: 3);
        for (int row = 0; row < 3; row++)
        {
            float step = x.AsSpan(row * Inputs, Inputs).ToArray().Max(Math.Abs) / 127;
            Assert.All(Enumerable.Range(row * Inputs, Inputs), i => Assert.InRange(Math.Abs(back[i] - x[i]), 0, step * 0.5001f));
        }
    }

    [Fact]
    public void InBytes_AskedTwice_IsMadeOnce()
    {
        var graph = new OnnxGraph("test");
        graph.Input("x", TensorElementType.Float, "N", 4);
        var rows = new RowWise(graph);
        Assert.Equal(rows.InBytes("x"), rows.InBytes("x"));
    }

    private static void AssertRowsStandAlone(int columns, Func<OnnxGraph, string, string> build)
    {
        byte[] model = Build(columns, build);
        float[] own = Noise(columns, seed: 5), alone = Run(model, own, rows: 1);
        Assert.Contains(alone, value => value != 0);
        foreach (int threads in new[] { 1, 2, 4 })
        {
            foreach (var (rows, place) in Batches)
            {
                float[] x = [.. Noise(columns * rows, seed: rows).Select(value => value * 9)];
                own.CopyTo(x.AsSpan(place * columns));
                float[] found = Run(model, x, rows, threads);
                Assert.Equal(alone.Select(BitConverter.SingleToUInt32Bits),
                    found.Skip(place * alone.Length).Take(alone.Length).Select(BitConverter.SingleToUInt32Bits));
            }
        }
    }

    private static byte[] Build(int columns, Func<OnnxGraph, string, string> build)
    {
        var graph = new OnnxGraph("test");
        graph.Output(build(graph, graph.Input("x", TensorElementType.Float, "N", columns)), TensorElementType.Float);
        return graph.ToBytes();
    }

    private static float[] Run(byte[] model, float[] x, int rows, int threads = 1)
    {
        using var options = OnnxSessions.Options(threads);
        using var session = OnnxSessions.Open(model, options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x, [rows, x.Length / rows]);
        using var results = session.Run(run, ["x"], [input], [.. session.OutputMetadata.Keys]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
