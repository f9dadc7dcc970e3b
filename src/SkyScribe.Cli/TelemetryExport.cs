using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SkyScribe.Batch.Work;

namespace SkyScribe.Cli;

/// <summary>Sends traces and counters by OTLP where the environment names a receiver (OTEL_EXPORTER_OTLP_ENDPOINT), and nothing anywhere
/// otherwise.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Begins.</summary>
    public static TelemetryExport Start() => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 }
        ? new TelemetryExport(null, null)
        : new TelemetryExport(
            Sdk.CreateTracerProviderBuilder().AddSource(Telemetry.Name, BatchTelemetry.Name).AddOtlpExporter().Build(),
            Sdk.CreateMeterProviderBuilder().AddMeter(Telemetry.Name, BatchTelemetry.Name).AddOtlpExporter().Build());

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
