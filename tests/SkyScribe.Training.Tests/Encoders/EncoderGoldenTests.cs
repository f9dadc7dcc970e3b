using System.Text.Json;
using SkyScribe.TestSupport;
using SkyScribe.Training.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace SkyScribe.Training.Tests.Encoders;

/// <summary>
/// Table I's encoders against shared/golden/encoders.json: torchvision's names and shapes in order, parameter counts, and features under weights made
/// by a formula (the file's "about" says how), to 1e-4 of the largest feature.
/// </summary>
[Trait("Kind", "golden")]
public sealed class EncoderGoldenTests
{
    [Theory]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    [InlineData("googlenet")]
    [InlineData("resnet101")]
    public void StateDict_WithClassifier_HasTorchvisionsNamesShapesAndCount(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden();
        var expected = golden.RootElement.GetProperty("models").GetProperty(name);
        using var network = Build(name, includeClassifier: true);
        var actual = StateDict(network).Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]").ToArray();
        var stated = expected.GetProperty("state_dict").EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(", ", entry[1].EnumerateArray().Select(size => size.GetInt64()))}]")
            .ToArray();
        // TorchSharp lists a network's buffers after all its parameters, PyTorch after their layer's: the order is compared within each kind.
        Assert.Equal(stated.Where(entry => !IsBuffer(entry)).Concat(stated.Where(IsBuffer)), actual);
        Assert.Equal(expected.GetProperty("parameters").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    [InlineData("googlenet")]
    [InlineData("resnet101")]
    public void Forward_FormulaWeights_GivesTheGoldenFeatures(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden();
        var expected = golden.RootElement.GetProperty("models").GetProperty(name);
        using var network = Build(name, includeClassifier: false);
        network.eval();
        using var guard = no_grad();
        var places = expected.GetProperty("state_dict").EnumerateArray().Select((entry, p) => (Name: entry[0].GetString()!, p))
            .ToDictionary(entry => entry.Name, entry => entry.p);
        foreach (var (key, tensor) in StateDict(network))
        {
            tensor.copy_(FormulaValues(key, tensor.shape, places[key]));
        }

        var index = arange(3 * 224 * 224, float64);
        var features = network.call((sin(index * 0.01) + cos(index * 0.013) * 0.5).to(float32).view(1, 3, 224, 224));
        Assert.Equal(expected.GetProperty("features_shape").EnumerateArray().Select(size => size.GetInt64()).Prepend(1), features.shape);
        double most = expected.GetProperty("abs_max").GetDouble();
        double tolerance = 1e-4 * most;
        Assert.Equal(most, features.abs().max().ToDouble(), tolerance);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), features.mean().ToDouble(), tolerance);
        Assert.Equal(expected.GetProperty("std").GetDouble(), features.std().ToDouble(), tolerance);
        float[] flat = features.data<float>().ToArray();
        var samples = expected.GetProperty("every_997th").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        for (int i = 0; i < samples.Length; i++)
        {
            Assert.Equal(samples[i], flat[997 * i], tolerance);
        }
    }

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Fixture("golden/encoders.json")));

    private static nn.Module<Tensor, Tensor> Build(string name, bool includeClassifier) => name switch
    {
        "alexnet" => new AlexNet(includeClassifier),
        "vgg16" => new Vgg(16, includeClassifier),
        "vgg19" => new Vgg(19, includeClassifier),
        "googlenet" => new GoogLeNet(includeClassifier),
        _ => new ResNet(includeClassifier),
    };

    private static bool IsBuffer(string entry) => entry.Contains(".running_", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, Tensor>> StateDict(nn.Module network) =>
        network.state_dict().Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal));

    private static Tensor FormulaValues(string key, long[] shape, int p)
    {
        var wave = sin(arange(shape.Aggregate(1L, (product, size) => product * size), float64) * 0.37 + 1.3 * p).view(shape);
        if (shape.Length > 1)
        {
            return wave * Math.Sqrt(2.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        }

        return key.EndsWith("weight", StringComparison.Ordinal) || key.EndsWith("running_var", StringComparison.Ordinal) ? wave * 0.1 + 1.0 : wave
            * 0.1;
    }
}
