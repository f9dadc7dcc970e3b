using Microsoft.ML.OnnxRuntime;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Export;
using SkyScribe.Training.Model;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Export;

public sealed class EncoderGraphsTests
{
    [Theory]
    [InlineData("efficientnet-lite2")]
    [InlineData("resnet101v2-c4")]
    [InlineData("small-cnn")]
    public void Build_RandomWeights_GivesLibtorchsFeatures(string name)
    {
        using var guard = no_grad();
        random.manual_seed(3);
        using var encoder = ImageEncoder.Create(name);
        using var model = new JttsModel(Some.SmallOptions, new ModelSizes(encoder.Channels, Words: 11, Attributes: 6));
        model.eval();
        long regions = encoder.GridRows * encoder.GridColumns;
        var difference = ExportCheck.Compare(model, encoder, EncoderModel.Build(encoder, new NamedWeights(encoder.Module), model, null).Bytes, DecoderGraph.Build(model, regions, ProductForm.Full));
        Assert.True(difference.IsSmall, difference.ToString());
    }

    [Fact]
    public void Build_AWrongWeight_IsSeenByTheCheck()
    {
        using var guard = no_grad();
        random.manual_seed(3);
        using var encoder = ImageEncoder.Create("small-cnn");
        using var model = new JttsModel(Some.SmallOptions, new ModelSizes(encoder.Channels, Words: 11, Attributes: 6));
        model.eval();
        byte[] encoderBytes = EncoderModel.Build(encoder, new NamedWeights(encoder.Module), model, null).Bytes, decoderBytes = DecoderGraph.Build(model, 36, ProductForm.Full);
        model.state_dict()["decoder.output.weight"].mul_(3);
        Assert.False(ExportCheck.Compare(model, encoder, encoderBytes, decoderBytes).IsSmall);
    }

    [Fact]
    public void ToBytes_AGraph_StatesIrAndOpset()
    {
        var graph = new OnnxGraph("one");
        graph.Input("x", OnnxGraph.Element.Float, "N", 2);
        graph.Output(graph.Node("Relu", "y", ["x"]), OnnxGraph.Element.Float, "N", 2);
        byte[] bytes = graph.ToBytes();
        Assert.Equal([0x08, 8], bytes[..2]);                        // field 1, ir_version
        Assert.Equal([0x42, 0x04, 0x0A, 0x00, 0x10, 17], bytes[^6..]);   // field 8: an empty domain, version 17
        using var session = new InferenceSession(bytes);
        Assert.Equal([-1, 2], session.InputMetadata["x"].Dimensions);
    }

    [Fact]
    public void Node_ATensorMadeTwice_IsRefused()
    {
        var graph = new OnnxGraph("one");
        graph.Input("x", OnnxGraph.Element.Float, 1);
        Assert.Contains("'x'", Assert.Throws<InvalidOperationException>(() => graph.Node("Relu", "x", ["x"])).Message, StringComparison.Ordinal);
    }
}
