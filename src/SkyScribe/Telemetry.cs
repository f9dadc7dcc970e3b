using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SkyScribe;

/// <summary>What captioning reports to whoever listens (docs/reference/telemetry.md): an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both
/// named "SkyScribe".</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "SkyScribe";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Counter<long> Images { get; } = Meter.CreateCounter<long>("skyscribe.images", "{image}", "images captioned");

    internal static Counter<long> Failures { get; } = Meter.CreateCounter<long>("skyscribe.failures", "{file}", "image files that could not be read");

    internal static Histogram<double> Seconds { get; } =
        Meter.CreateHistogram<double>("skyscribe.batch.duration", "s", "time from preprocessed pictures to captions of one batch");

    private static Meter Meter => Shared.Meter;

    // A static property above is made before a static field below it; a class of its own is made when it is first needed.
    private static class Shared
    {
        public static readonly Meter Meter = new(Name);
    }
}
