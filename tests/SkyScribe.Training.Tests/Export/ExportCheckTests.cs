using SkyScribe.Packages;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Export;
using SkyScribe.Training.Model;
using SkyScribe.Training.Onnx;
using SkyScribe.Training.Options;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Export;

public sealed class ExportCheckTests
{
    [Fact]
    public void Compare_AWrongWeight_IsSeen()
    {
        using var guard = no_grad();
        using var encoder = ImageEncoder.Create("small-cnn");
        using var model = Model(encoder);
        byte[] encoderBytes = EncoderModel.Build(encoder, new NamedWeights(encoder.Module), model, null).Bytes;
        byte[] decoderBytes = DecoderGraph.Build(model, PackageGraphs.TensorsOf(model, encoder), ProductForm.Full);
        model.state_dict()["decoder.output.weight"].mul_(3);
        Assert.False(ExportCheck.Compare(model, encoder, encoderBytes, decoderBytes).IsSmall);
    }

    [Fact]
    public void Compare_ADecoderOfAnotherModel_NamesTheTensorThatDoesNotFit()
    {
        using var guard = no_grad();
        using var encoder = ImageEncoder.Create("small-cnn");
        using var model = Model(encoder);
        using var other = Model(encoder, words: 12);
        byte[] encoderBytes = EncoderModel.Build(encoder, new NamedWeights(encoder.Module), model, null).Bytes;
        byte[] decoderBytes = DecoderGraph.Build(other, PackageGraphs.TensorsOf(other, encoder), ProductForm.Full);
        string message = Assert.Throws<PackageException>(() => ExportCheck.Compare(model, encoder, encoderBytes, decoderBytes)).Message;
        Assert.Contains("decoder.onnx: output 'log_probabilities' has the shape [-1, 12], package.json implies [-1, 11]", message,
            StringComparison.Ordinal);
    }

    private static JttsModel Model(ImageEncoder encoder, int words = 11)
    {
        random.manual_seed(3);
        var model = new JttsModel(Some.SmallOptions, new ModelSizes(encoder.Channels, words, Attributes: 6));
        model.eval();
        return model;
    }
}
