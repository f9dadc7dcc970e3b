using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.TestSupport;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Encoders;

public sealed class ImageEncoderTests
{
    public static TheoryData<string> Names => [.. ImageEncoder.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_EveryEncoder_HasTheStatedShapeAndLeavesNothing(string name)
    {
        using var guard = no_grad();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var scope = NewDisposeScope())
        using (var encoder = ImageEncoder.Create(name))
        {
            int size = encoder.Preprocessing.Size;
            Assert.Equal([1, encoder.Channels, encoder.GridRows, encoder.GridColumns], encoder.Encode(zeros(1, 3, size, size)).shape);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // torchvision's googlenet, where it has weights, turns ImageNet's normalization into another one: x * (std / 0.5) + (mean - 0.5) / 0.5
    // (transform_input).
    [Fact]
    public void Preprocessing_GoogLeNet_IsThatOfTorchvisionsWeights()
    {
        using var encoder = ImageEncoder.Create("googlenet");
        Preprocessing imageNet = Preprocessing.ImageNet, ours = encoder.Preprocessing;
        for (int channel = 0; channel < 3; channel++)
        {
            foreach (float value in new[] { 0f, 100f, 255f })
            {
                double normalized = (value - imageNet.Mean[channel]) / imageNet.Scale[channel];
                double expected = normalized * (imageNet.Scale[channel] / 255 / 0.5) + ((imageNet.Mean[channel] / 255) - 0.5) / 0.5;
                Assert.Equal(expected, (value - ours.Mean[channel]) / ours.Scale[channel], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("resnet101v2-c4", "weights/resnet101v2_c4_imagenet.safetensors")]
    [InlineData("efficientnet-lite2", "weights/efficientnet_lite2_imagenet.safetensors")]
    public void LoadWeights_RealFile_FitsExactlyAndComesBack(string name, string file)
    {
        string path = SharedFiles.Require(file);
        string copy = Path.GetTempFileName();
        try
        {
            using var encoder = ImageEncoder.Create(name);
            encoder.LoadWeights(path);
            encoder.SaveWeights(copy);
            using var scope = NewDisposeScope();
            var before = WeightFile.Read(path);
            var after = WeightFile.Read(copy);
            Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
            Assert.All(before, pair => Assert.True(pair.Value.Equals(after[pair.Key]), pair.Key));
            foreach (var tensor in before.Values.Concat(after.Values))
            {
                tensor.Dispose();
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void LoadWeights_OfAnotherNetwork_NamesFiveMissingAndFiveUnexpectedKeys()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var small = ImageEncoder.Create("small-cnn");
            small.SaveWeights(path);
            using var encoder = ImageEncoder.Create("efficientnet-lite2");
            var problem = Assert.Throws<WeightFileException>(() => encoder.LoadWeights(path));
            Assert.Contains("20 unexpected (features.0.", problem.Message, StringComparison.Ordinal);
            Assert.Equal(5, problem.Message.Split("features.").Length - 1);
            Assert.Contains("missing (stem.", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Create_UnknownName_ListsTheOthers() =>
        Assert.Contains("efficientnet-lite2", Assert.Throws<OptionException>(() => ImageEncoder.Create("resnet50")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Unfreeze_Beginnings_LetOnlyTheseLearn()
    {
        using var encoder = ImageEncoder.Create("small-cnn");
        Assert.DoesNotContain(encoder.Module.parameters(), parameter => parameter.requires_grad);
        encoder.Unfreeze("features.12,features.13");
        Assert.Equal(4, encoder.Module.parameters().Count(parameter => parameter.requires_grad));
        Assert.Throws<OptionException>(() => encoder.Unfreeze("layer9"));
        Assert.Contains("empty name", Assert.Throws<OptionException>(() => encoder.Unfreeze("features.12,")).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => encoder.Unfreeze(" "));
    }
}
