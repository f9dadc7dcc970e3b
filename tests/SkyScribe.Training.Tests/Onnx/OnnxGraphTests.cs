using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkyScribe.Packages;
using SkyScribe.Training.Onnx;

namespace SkyScribe.Training.Tests.Onnx;

public sealed class OnnxGraphTests
{
    [Fact]
    public void ToBytes_AGraph_StatesIrAndOpset()
    {
        var graph = new OnnxGraph("one");
        graph.Input("x", TensorElementType.Float, "N", 2);
        graph.Output(graph.Node("Relu", "y", ["x"]), TensorElementType.Float, "N", 2);
        byte[] bytes = graph.ToBytes();
        Assert.Equal([0x08, 8], bytes[..2]);                        // field 1, ir_version
        Assert.Equal([0x42, 0x04, 0x0A, 0x00, 0x10, 17], bytes[^6..]);   // field 8: an empty domain, version 17
        using var session = OnnxSessions.Open(bytes);
        Assert.Equal([-1, 2], session.InputMetadata["x"].Dimensions);
    }

    [Fact]
    public void Node_ATensorMadeTwice_IsRefused()
    {
        var graph = new OnnxGraph("one");
        graph.Input("x", TensorElementType.Float, 1);
        Assert.Contains("'x'", Assert.Throws<InvalidOperationException>(() => graph.Node("Relu", "x", ["x"])).Message, StringComparison.Ordinal);
    }

    /// <summary>The generated classes know a part of the schema only: what they do not know of a file must come out again as it went in.</summary>
    [Fact]
    public void ModelProto_FieldsItDoesNotKnow_AreKept()
    {
        byte[] known = new OnnxGraph("one").ToBytes();
        // field 5, which is no text in ONNX but stands for any; field 14, metadata_props
        byte[] bytes = [.. known, 0x2A, 1, (byte)'7', 0x72, 4, 0x0A, 2, (byte)'h', (byte)'i'];
        Assert.Equal(bytes, ModelProto.Parser.ParseFrom(bytes).ToByteArray());
    }
}
