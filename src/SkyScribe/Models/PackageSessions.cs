using Microsoft.ML.OnnxRuntime;

namespace SkyScribe.Models;

/// <summary>Opens a package's two graphs in ONNX Runtime and checks that they are what the manifest says.</summary>
internal static class PackageSessions
{
    /// <param name="threads">threads inside one run of a graph</param>
    /// <exception cref="PackageException">A graph cannot be loaded, or has other inputs and outputs than the manifest implies.</exception>
    public static (InferenceSession Encoder, InferenceSession Decoder) Open(ModelPackage package, int threads)
    {
        var tensors = PackageTensors.Of(package.Manifest);
        var encoder = Open(package.EncoderPath, threads, tensors.CheckEncoder);
        try
        {
            return (encoder, Open(package.DecoderPath, threads, tensors.CheckDecoder, areWeightsUnpacked: true));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private static InferenceSession Open(string path, int threads, Action<string, InferenceSession> check, bool areWeightsUnpacked = false)
    {
        using var options = OnnxSessions.Options(threads);
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        if (areWeightsUnpacked)
        {
            options.AddSessionConfigEntry("session.disable_quant_qdq", "1");   // else ONNX Runtime would bring them to float32 again at each step
        }

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
