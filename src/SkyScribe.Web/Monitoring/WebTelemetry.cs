using System.Diagnostics.Metrics;

namespace SkyScribe.Web.Monitoring;

/// <summary>What the server counts, beside the captioner's own counters and those of ASP.NET Core (docs/reference/telemetry.md).</summary>
internal static class WebTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "SkyScribe.Web";

    private static readonly Meter Meter = new(Name);

    /// <summary>Pictures of a batch.</summary>
    public static Histogram<int> Batches { get; } =
        Meter.CreateHistogram<int>("skyscribe.web.batch.images", "{image}", "pictures that went through the network together");

    /// <summary>Requests that were sent away because too many waited.</summary>
    public static Counter<long> Refused { get; } = Meter.CreateCounter<long>("skyscribe.web.refused", "{request}", "requests answered with 429");

    /// <summary>Jobs that ended.</summary>
    public static Counter<long> Jobs { get; } = Meter.CreateCounter<long>("skyscribe.web.jobs", "{job}", "jobs that ended, by their state");

    /// <summary>Tells how many pictures wait.</summary>
    public static void Waiting(Func<int> count) =>
        Meter.CreateObservableGauge("skyscribe.web.queue", count, "{image}", "pictures that wait for the model");
}
