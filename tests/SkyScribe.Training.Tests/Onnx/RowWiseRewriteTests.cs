using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.TestSupport;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Onnx;

public sealed class RowWiseRewriteTests
{
    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("decoder.onnx")]
    public void Of_AGraphOfVersion1_KeepsInputsOutputsAndWeights(string file)
    {
        var old = ModelProto.Parser.ParseFrom(File.ReadAllBytes(SharedFiles.Fixture("packages/version-1/" + file))).Graph;
        Assert.True(RowWiseRewrite.IsNeededBy(old));
        var graph = ModelProto.Parser.ParseFrom(RowWiseRewrite.Of(old)).Graph;
        Assert.False(RowWiseRewrite.IsNeededBy(graph));
        Assert.Equal(old.Input, graph.Input);
        Assert.Equal(old.Output, graph.Output);
        var kept = graph.Initializer.ToDictionary(constant => constant.Name);
        var weights = old.Initializer.Where(constant => constant.RawData.Length > 64).ToArray();
        Assert.NotEmpty(weights);
        Assert.All(weights, weight => Assert.Equal(weight, kept[weight.Name]));
    }

    [Fact]
    public void Of_AReductionThatSkyScribeNeverWrote_NamesIt()
    {
        var graph = new OnnxGraph("one");
        graph.Input("x", TensorElementType.Float, "N", 4);
        graph.Output(graph.Node("ReduceMean", "y", ["x"], ("axes", new[] { 1L }), ("keepdims", 1L)), TensorElementType.Float);
        var read = ModelProto.Parser.ParseFrom(graph.ToBytes()).Graph;
        Assert.Contains("'y' (ReduceMean)", Assert.Throws<FormatException>(() => RowWiseRewrite.Of(read)).Message, StringComparison.Ordinal);
    }
}
