using Microsoft.ML.OnnxRuntime;

namespace SkyScribe.Packages;

/// <summary>A package's two graphs, open in ONNX Runtime.</summary>
internal sealed class PackageSessions : IDisposable
{
    private PackageSessions(InferenceSession encoder, InferenceSession decoder) => (Encoder, Decoder) = (encoder, decoder);

    public InferenceSession Encoder { get; }

    public InferenceSession Decoder { get; }

    /// <summary>Opens the graphs and checks that they are what the manifest says.</summary>
    /// <param name="threads">threads inside one run of a graph</param>
    /// <param name="configure">is given the settings of each graph before it is opened; null changes nothing</param>
    /// <exception cref="PackageException">A graph cannot be loaded, or has other inputs and outputs than the manifest implies.</exception>
    public static PackageSessions Open(ModelPackage package, int threads, Action<SessionOptions>? configure = null)
    {
        var tensors = PackageTensors.Of(package.Manifest);
        var encoder = Open(package.EncoderPath, threads, configure, tensors.CheckEncoder);
        try
        {
            return new PackageSessions(encoder, Open(package.DecoderPath, threads, configure, tensors.CheckDecoder, areWeightsUnpacked: true));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }

    private static InferenceSession Open(
        string path, int threads, Action<SessionOptions>? configure, Action<string, InferenceSession> check, bool areWeightsUnpacked = false)
    {
        using var options = OnnxSessions.Options(threads);
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        if (areWeightsUnpacked)
        {
            options.AddSessionConfigEntry("session.disable_quant_qdq", "1");   // else ONNX Runtime would bring them to float32 again at each step
        }

        configure?.Invoke(options);
        InferenceSession session;
        try
        {
            session = OnnxSessions.Open(path, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new PackageException(path, $"ONNX Runtime cannot load it: {problem.Message}", problem);
        }

        try
        {
            check(path, session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
