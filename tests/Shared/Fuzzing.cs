using System.Globalization;

namespace SkyScribe.TestSupport;

/// <summary>How long readers are tried with damaged files.</summary>
internal static class Fuzzing
{
    /// <summary>Seconds for each reader, of SKYSCRIBE_FUZZ_SECONDS; -1 leaves it to a test's own number of files. CsCheck prints the seed of a
    /// failure, and CsCheck_Seed repeats it.</summary>
    public static int Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SKYSCRIBE_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        && seconds > 0 ? seconds : -1;
}
