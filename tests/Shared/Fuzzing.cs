using System.Globalization;

namespace SkyScribe.TestSupport;

/// <summary>How long readers are tried with damaged files.</summary>
internal static class Fuzzing
{
    /// <summary>Tries: a test's own number, times SKYSCRIBE_FUZZ where that is set (a soak takes 100 or more).</summary>
    public static int Iterations(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("SKYSCRIBE_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int factor) && factor > 0 ? checked(usual * factor) : usual;
}
