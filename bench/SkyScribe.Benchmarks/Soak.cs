using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SkyScribe.IO;

namespace SkyScribe.Benchmarks;

/// <summary>Mixed calls, cancels, errors and disposals for as long as is asked, from several threads: nothing may fail, no caption may differ, memory
/// must stay flat.</summary>
/// <remarks>Not part of the tests, for it takes an hour; <c>eng/soak</c> runs it and keeps the last result.</remarks>
internal static class Soak
{
    private const int Workers = 3, Rows = 12;

    /// <summary>Memory may rise by that much from the highest row of the middle third to the highest of the last. The first third is not looked at:
    /// until each of the allocator's arenas has seen the largest of what it is asked for, memory rises.</summary>
    private const double FlatMegabytes = 64;

    /// <param name="minutes">how long</param>
    /// <param name="package">a model package</param>
    /// <param name="pictures">a folder of pictures</param>
    /// <param name="only">makes only the calls whose names contain it, to find which of them a fault comes from</param>
    /// <returns>0: memory was flat and nothing failed; 1: not so</returns>
    public static async Task<int> Run(double minutes, string package, string pictures, string only = "")
    {
        using var targets = new SoakTargets(package, pictures);
        var calls = targets.All.Where(target => target.Name.Contains(only, StringComparison.Ordinal)).ToArray();
        if (calls.Length == 0)
        {
            throw new SkyScribeException($"no call's name contains '{only}': {string.Join("; ", targets.All.Select(target => target.Name))}");
        }

        var deck = calls.SelectMany((target, index) => Enumerable.Repeat(index, target.Share)).ToArray();
        long[] done = new long[calls.Length];
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        // a worker's turn is a call; a row takes all turns, so that it is measured while no call is under way
        using var gate = new SemaphoreSlim(Workers);
        var problems = new List<string>();
        async Task Work(int worker)
        {
            for (int call = 0; !stop.IsCancellationRequested; call++)
            {
                int seed = (worker << 24) + call;
                var random = new Random(seed);
                int target = deck[random.Next(deck.Length)];
                await gate.WaitAsync();
                try
                {
                    await calls[target].Call(random);
                    Interlocked.Increment(ref done[target]);
                }
                catch (Exception problem)   // of any kind: that is what is looked for
                {
                    lock (problems)
                    {
                        problems.Add($"{calls[target].Name}, seed {seed}: {problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}");
                    }

                    await stop.CancelAsync();
                }
                finally
                {
                    gate.Release();
                }
            }
        }

        var clock = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Work(worker))).ToArray();
        var memory = new List<double>();
        Console.WriteLine("| minutes | calls | resident MB | managed MB | open files | threads |\n|---|---|---|---|---|---|");
        for (int row = 1; row <= Rows && !stop.IsCancellationRequested; row++)
        {
            await Wait(TimeSpan.FromMinutes(minutes * row / Rows) - clock.Elapsed, stop.Token);
            for (int turn = 0; turn < Workers; turn++)
            {
                await gate.WaitAsync();
            }

            memory.Add(Row(clock.Elapsed, done.Sum()));
            gate.Release(Workers);
        }

        bool isCutOff = memory.Count < Rows || clock.Elapsed < TimeSpan.FromMinutes(minutes);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        double rise = isCutOff ? double.NaN : memory[(2 * Rows / 3)..].Max() - memory[(Rows / 3)..(2 * Rows / 3)].Max();
        bool isFlat = rise <= FlatMegabytes;
        Console.WriteLine("\n| call | times |\n|---|---|");
        foreach (var (target, times) in calls.Zip(done))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {target.Name} | {times:n0} |"));
        }

        Console.WriteLine();
        Console.WriteLine(isCutOff ? "It was cut off before its time." : string.Create(
            CultureInfo.InvariantCulture,
            $"From the middle third to the last, the highest resident memory changed by {rise:+0;-0;0} MB: {(isFlat ? "flat" : "NOT flat")} (at most {FlatMegabytes} MB more)."));
        Console.WriteLine(problems.Count == 0 ? "Nothing failed, and every caption had the bits of the first." : "FAILED:\n- "
            + string.Join("\n- ", problems));
        return isFlat && problems.Count == 0 ? 0 : 1;   // no rise is known of one that was cut off, so that it is not flat
    }

    private static double Row(TimeSpan after, long calls)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        double resident = process.WorkingSet64 / 1048576.0;
        string files = Directory.Exists("/proc/self/fd")
            ? Directory.GetFileSystemEntries("/proc/self/fd").Length.ToString(CultureInfo.InvariantCulture) : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {after.TotalMinutes:f1} | {calls:n0} | {resident:f0} | {GC.GetTotalMemory(false) / 1048576.0:f0} | {files} | {process.Threads.Count} |"));
        return resident;
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }

    private static async Task Wait(TimeSpan time, CancellationToken stop)
    {
        try
        {
            await Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
