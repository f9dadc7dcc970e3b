using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using CsCheck;

namespace SkyScribe.TestSupport;

/// <summary>Tries a reader with damaged files: it may read them or refuse them, soon and with bounded memory, and nothing else.</summary>
/// <remarks>SKYSCRIBE_FUZZ_SECONDS says for how long each reader is tried, instead of a test's own number of files; a failure has the seed of its
/// file, and CsCheck_Seed repeats it. SKYSCRIBE_FUZZ_RESULTS names a file to which each test adds a line of what came out, for
/// <c>eng/soak readers</c>.</remarks>
internal static class Fuzzing
{
    private const long MostBytes = 1L << 30;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Seconds for each reader; -1 leaves it to a test's own number of files.</summary>
    public static int Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SKYSCRIBE_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        && seconds > 0 ? seconds : -1;

    /// <summary>Tries a reader.</summary>
    /// <param name="files">makes damaged files</param>
    /// <param name="count">how many where SKYSCRIBE_FUZZ_SECONDS does not say how long</param>
    /// <param name="read">reads one; an exception of it is a failure</param>
    public static void Sample<T>(Gen<T> files, int count, Action<T> read, [CallerMemberName] string test = "", [CallerFilePath] string source = "")
    {
        var random = Environment.GetEnvironmentVariable("CsCheck_Seed") is { Length: > 0 } seed ? PCG.Parse(seed)
            : new PCG((uint)Random.Shared.Next(1, int.MaxValue), (ulong)Random.Shared.NextInt64());
        string first = random.ToString(random.State), last = first, result = "nothing failed";
        var clock = Stopwatch.StartNew();
        var longest = TimeSpan.Zero;
        long tried = 0, most = 0;
        try
        {
            for (; Seconds > 0 ? clock.Elapsed.TotalSeconds < Seconds : tried < count; tried++)
            {
                last = random.ToString(random.State);
                T file = files.Generate(random, null, out _);
                long before = GC.GetAllocatedBytesForCurrentThread();
                var start = clock.Elapsed;
                read(file);
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (clock.Elapsed - start).Ticks));
                most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.True(most <= MostBytes, $"reading allocated {most >> 20} MiB, at most {MostBytes >> 20} are in order");
                Assert.True(longest <= Longest, $"reading took {longest}, at most {Longest} is in order");
            }
        }
        catch (Exception problem)
        {
            result = $"failed: {problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}, CsCheck_Seed={last}";
            throw new InvalidOperationException($"{test}, file {tried + 1}: {problem.Message}; CsCheck_Seed={last} repeats it", problem);
        }
        finally
        {
            Note(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(source)}.{test} | {clock.Elapsed.TotalSeconds:f0} | {tried:n0} | {most / 1e6:f1} | {longest.TotalMilliseconds:f0} | {first} | {result} |"));
        }
    }

    private static void Note(string line)
    {
        if (Environment.GetEnvironmentVariable("SKYSCRIBE_FUZZ_RESULTS") is { Length: > 0 } path)
        {
            File.AppendAllLines(path, [line]);
        }
    }
}
