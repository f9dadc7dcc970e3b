namespace SkyScribe.Metrics.Significance;

/// <summary>How intervals and p-values are estimated.</summary>
public sealed record ResamplingOptions
{
    /// <summary>Resamples, and random swaps; more are slower and steadier.</summary>
    public int Trials { get; init; } = 10_000;

    /// <summary>Share of the resampled scores that the interval holds.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed: the same numbers on every machine, whatever the number of its processors.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>An interval that holds a score with some confidence.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High);
