using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SkyScribe.Batch.Work;

/// <summary>What workers report to whoever listens: an <see cref="ActivitySource"/> and a <see cref="Meter"/>
/// (docs/reference/telemetry.md).</summary>
internal static class BatchTelemetry
{
    /// <summary>Name of both.</summary>
    public const string Name = "SkyScribe.Batch";

    private static readonly Meter Meter = new(Name);

    /// <summary>An activity <c>shard</c> for each trial.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Tiles or images of shards that were done.</summary>
    public static Counter<long> Units { get; } = Meter.CreateCounter<long>("skyscribe.batch.units", "{unit}", "tiles or images of shards that were done");

    /// <summary>Tiles or images that could not be read.</summary>
    public static Counter<long> FailedInputs { get; } =
        Meter.CreateCounter<long>("skyscribe.batch.failed_inputs", "{unit}", "tiles or images that could not be read");

    /// <summary>Bytes of parts.</summary>
    public static Counter<long> Bytes { get; } = Meter.CreateCounter<long>("skyscribe.batch.bytes", "By", "bytes of results that were written");

    /// <summary>Trials of shards, by what became of them.</summary>
    public static Counter<long> Attempts { get; } = Meter.CreateCounter<long>("skyscribe.batch.attempts", "{attempt}", "trials of shards");

    /// <summary>Seconds of a shard by stage: caption, write, and wait for the next one.</summary>
    private static Histogram<double> Seconds { get; } = Meter.CreateHistogram<double>("skyscribe.batch.stage.duration", "s", "seconds of a shard by stage");

    /// <summary>Adds the time since a start to a stage.</summary>
    public static void Stage(string stage, long start) =>
        Seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("stage", stage));

    /// <summary>Counts a trial.</summary>
    public static void Attempt(string outcome) => Attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
