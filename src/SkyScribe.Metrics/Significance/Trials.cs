using SkyScribe.IO;

namespace SkyScribe.Metrics.Significance;

/// <summary>Runs random trials on all processors, each trial with a generator of its own.</summary>
internal static class Trials
{
    public delegate double Trial(SplitMix64 random);

    public static double[] Run(ResamplingOptions options, Trial trial)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Trials, 1);
        double[] results = new double[options.Trials];
        Parallel.For(0, results.Length, i =>
        {
            // The seeds of neighbouring trials must not be neighbours themselves: SplitMix64 walks its states in even steps.
            var seeds = new SplitMix64(options.Seed + ((ulong)i * 0xD1342543DE82EF95));
            results[i] = trial(new SplitMix64(seeds.Next()));
        });
        return results;
    }
}
