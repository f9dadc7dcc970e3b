using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SkyScribe.Imaging;
using SkyScribe.Packages;
using SkyScribe.Training.Encoders;
using SkyScribe.Training.Onnx;
using static TorchSharp.torch;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace SkyScribe.Training.Features;

/// <summary>The stages of an encoder that do not learn, made ready for many pictures: in ONNX Runtime, which takes half to two thirds of libtorch's
/// time (docs/results/features.md), where the encoder has that form, else in libtorch. The two differ by rounding, far less than the half precision
/// that features are kept in.</summary>
internal sealed class FrozenEncoder : IDisposable
{
    private readonly ImageEncoder _encoder;
    private readonly InferenceSession? _session;
    private readonly string[] _outputs = [];

    /// <summary>The name under which features of an encoder are cached: of the encoder and, where that is not libtorch, of what runs it.</summary>
    public static string CacheName(ImageEncoder encoder) => EncoderGraphs.Has(encoder.Name) ? encoder.Name + "-onnx" : encoder.Name;

    /// <param name="encoder">its trained parameters are chosen already; at least one stage is frozen</param>
    public FrozenEncoder(ImageEncoder encoder)
    {
        ArgumentOutOfRangeException.ThrowIfZero(encoder.FrozenStages);
        _encoder = encoder;
        if (!EncoderGraphs.Has(encoder.Name))
        {
            return;
        }

        var graph = new OnnxGraph("frozen");
        int size = encoder.Preprocessing.Size;
        string images = graph.Input("images", TensorElementType.Float, "B", 3, size, size);
        var x = EncoderGraphs.Build(new ConvolutionGraph(graph, null), encoder, new NamedWeights(encoder.Module), images, encoder.FrozenStages);
        graph.Output(x.Tensor, TensorElementType.Float, "B", x.Channels, x.Size, x.Size);
        using var options = OnnxSessions.Options(get_num_threads());
        _session = OnnxSessions.Open(graph.ToBytes(), options);
        _outputs = [x.Tensor];
    }

    /// <summary>Runs the frozen stages.</summary>
    /// <param name="pictures">B pictures of any size</param>
    /// <returns>[B, ...], what <see cref="ImageEncoder.EncodeFrozen"/> gives</returns>
    public Tensor Run(IReadOnlyList<RgbImage> pictures)
    {
        float[] pixels = LiveFeatureSource.PixelValues(_encoder, pictures);
        int size = _encoder.Preprocessing.Size;
        long[] shape = [pictures.Count, 3, size, size];
        if (_session is null)
        {
            using var ready = tensor(pixels, shape);
            return _encoder.EncodeFrozen(ready);
        }

        using var input = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using var run = new RunOptions();
        using var results = _session.Run(run, ["images"], [input], _outputs);
        var found = empty(results[0].GetTensorTypeAndShape().Shape);
        results[0].GetTensorDataAsSpan<float>().CopyTo(MemoryMarshal.Cast<byte, float>(found.bytes));
        return found;
    }

    public void Dispose() => _session?.Dispose();
}
