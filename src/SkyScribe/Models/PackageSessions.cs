using Microsoft.ML.OnnxRuntime;

namespace SkyScribe.Models;

/// <summary>Opens a package's two graphs in ONNX Runtime and checks that they are what the manifest says.</summary>
internal static class PackageSessions
{
    /// <param name="threads">threads inside one run of a graph</param>
    /// <exception cref="PackageException">A graph cannot be loaded, or has other inputs and outputs than the manifest implies.</exception>
    public static (InferenceSession Encoder, InferenceSession Decoder) Open(ModelPackage package, int threads)
    {
        var manifest = package.Manifest;
        long size = manifest.HiddenSize, regions = manifest.Encoder.Regions, pixels = manifest.Preprocessing.Size;
        var context = new Dictionary<string, long[]> { ["regions"] = [-1, regions, size], ["keys"] = [-1, regions, size], ["mean_input"] = [-1, 4 * size] };
        for (int gate = 1; manifest.HasGates && gate <= 3; gate++)
        {
            context[$"gate{gate}"] = [-1, 2 * size];
        }

        var outputs = new Dictionary<string, long[]>(context) { ["features"] = [-1, manifest.Encoder.Channels, regions] };
        if (manifest.Attributes.Count > 0)
        {
            outputs["probabilities"] = [-1, manifest.Attributes.Count];
        }

        if (manifest.HasGates)
        {
            outputs["sampled"] = [-1, manifest.Attributes.Count];
        }

        var encoder = Open(package.EncoderPath, threads, new() { ["images"] = [-1, 3, pixels, pixels] }, outputs);
        try
        {
            var inputs = new Dictionary<string, long[]>(context) { ["words"] = [-1], ["parents"] = [-1], ["images"] = [-1] };
            var results = new Dictionary<string, long[]> { ["log_probabilities"] = [-1, manifest.Words], ["attention"] = [-1, regions] };
            foreach (string state in new[] { "hidden1", "cell1", "hidden2", "cell2" })
            {
                inputs[state] = [-1, size];
                results["next_" + state] = [-1, size];
            }

            return (encoder, Open(package.DecoderPath, threads, inputs, results, areWeightsUnpacked: true));
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    private static InferenceSession Open(string path, int threads, Dictionary<string, long[]> inputs, Dictionary<string, long[]> outputs, bool areWeightsUnpacked = false)
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
            Check(path, "input", inputs, session.InputMetadata);
            Check(path, "output", outputs, session.OutputMetadata);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void Check(string path, string kind, Dictionary<string, long[]> expected, IReadOnlyDictionary<string, NodeMetadata> found)
    {
        if (found.Keys.FirstOrDefault(name => !expected.ContainsKey(name)) is { } unknown)
        {
            throw new PackageException(path, $"has an {kind} '{unknown}' that docs/model-package.md does not know; export the model again");
        }

        foreach (var (name, shape) in expected)
        {
            if (!found.TryGetValue(name, out var metadata))
            {
                throw new PackageException(path, $"has no {kind} '{name}'; export the model again");
            }

            if (metadata.Dimensions.Length != shape.Length || metadata.Dimensions.Zip(shape).Any(pair => pair.Second >= 0 && pair.First != pair.Second))
            {
                throw new PackageException(path, $"{kind} '{name}' has the shape [{string.Join(", ", metadata.Dimensions)}], package.json implies [{string.Join(", ", shape)}] (-1: any)");
            }
        }
    }
}
