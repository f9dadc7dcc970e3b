using Microsoft.ML.OnnxRuntime;

namespace SkyScribe.Packages;

/// <summary>The one place where ONNX Runtime is begun: every session of this project is opened here, so that none comes before
/// <see cref="OnnxTelemetry"/>.</summary>
internal static class OnnxSessions
{
    /// <param name="path">a graph's file</param>
    /// <param name="options">made after <see cref="Options"/>; the caller disposes of it</param>
    public static InferenceSession Open(string path, SessionOptions options)
    {
        OnnxTelemetry.TurnOffEvents();
        return new InferenceSession(path, options);
    }

    /// <param name="graph">a graph's bytes</param>
    /// <param name="options">made after <see cref="Options"/>; null for ONNX Runtime's defaults</param>
    public static InferenceSession Open(byte[] graph, SessionOptions? options = null)
    {
        OnnxTelemetry.TurnOffEvents();
        return options is null ? new InferenceSession(graph) : new InferenceSession(graph, options);
    }

    /// <summary>Settings that all of this project's sessions share: errors only are logged, and threads sleep while there is no work, because the
    /// reading of pictures and other requests want the processor.</summary>
    /// <param name="threads">threads inside one run of a graph</param>
    public static SessionOptions Options(int threads)
    {
        OnnxTelemetry.Initialize();
        var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
