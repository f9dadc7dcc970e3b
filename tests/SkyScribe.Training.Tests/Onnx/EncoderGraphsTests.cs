using SkyScribe.Training.Encoders;
using SkyScribe.Training.Export;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Onnx;

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
        byte[] encoderBytes = EncoderModel.Build(encoder, new NamedWeights(encoder.Module), model, null).Bytes;
        byte[] decoderBytes = DecoderGraph.Build(model, PackageGraphs.TensorsOf(model, encoder), ProductForm.Full);
        var difference = ExportCheck.Compare(model, encoder, encoderBytes, decoderBytes);
        Assert.True(difference.IsSmall, difference.ToString());
    }
}
