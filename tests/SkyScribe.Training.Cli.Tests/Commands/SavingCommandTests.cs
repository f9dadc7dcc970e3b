using System.Diagnostics;
using System.Globalization;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>Signals to the command as a process of its own.</summary>
[Collection("console")]
public sealed class SavingCommandTests(TrainedToy toy)
{
    private static readonly Lazy<bool> CanReset = new(Resets);

    // Seconds on a slow machine: whoever ended the process some time after the signal would cut off the step or the saving.
    private static string[] SlowSteps => ["--set", "hiddenSize=1000", "--set", "batchImages=10"];

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Train_SignalWhileAStepRuns_FinishesItAndSaves(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "sends a signal with kill");
        string run = Path.Combine(toy.Folder, "stopped-" + signal);
        var stopped = await Start([.. toy.TrainArguments(run), .. SlowSteps], signal, times: 1);
        Assert.Equal(130, stopped.Code);
        Assert.Contains("stopped and saved", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("once more stops at once", stopped.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "last", "state.json")), stopped.Output);
    }

    [Theory]
    [InlineData("INT", 128 + 2)]
    [InlineData("TERM", 128 + 15)]
    public async Task Train_SignalTwice_EndsAtOnce(string signal, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "sends a signal with kill");
        string run = Path.Combine(toy.Folder, "killed-" + signal);
        var stopped = await Start([.. toy.TrainArguments(run), .. SlowSteps], signal, times: 2);
        Assert.Equal(code, stopped.Code);
        Assert.Contains("once more stops at once", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("stopped and saved", stopped.Output, StringComparison.Ordinal);   // the step under way was not waited for
        Assert.False(Directory.Exists(Path.Combine(run, "last")), stopped.Output);
    }

    // Starts the command, sends the signal when its first epoch has begun, again when it has answered the first, and waits for its end.
    private static async Task<(int Code, string Output, string Error)> Start(string[] arguments, string signal, int times)
    {
        string[] command = [.. DefaultSignals(), "dotnet", Path.Combine(AppContext.BaseDirectory, "SkyScribe.Training.Cli.dll"), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = new List<string>();
        var error = ReadAll(process.StandardError, line => times > 1 && line.Contains("once more", StringComparison.Ordinal)
            ? Send(signal, process, afterMilliseconds: 0) : Task.CompletedTask);
        await foreach (string line in Lines(process.StandardOutput))
        {
            output.Add(line);
            if (line.StartsWith("embeddings start at random", StringComparison.Ordinal))   // the last line before the first step
            {
                await Send(signal, process, afterMilliseconds: 300);
            }
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', output), await error);
    }

    // A shell's background job inherits SIGINT as ignored (nohup ... &), and so would the command; coreutils' env gives it back.
    private static string[] DefaultSignals()
    {
        string status = "/proc/self/status";
        if (!File.Exists(status))
        {
            return [];
        }

        string ignored = File.ReadLines(status).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        const ulong Interrupt = 1UL << (2 - 1);
        if ((ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) == 0)
        {
            return [];
        }

        Assert.SkipUnless(CanReset.Value, "SIGINT is ignored here, and env cannot give it back to a child process (coreutils 8.31 or later can)");
        return ["env", "--default-signal=INT"];
    }

    private static bool Resets()
    {
        using var process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "true"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static async Task Send(string signal, Process process, int afterMilliseconds)
    {
        await Task.Delay(afterMilliseconds);
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static async Task<string> ReadAll(StreamReader stream, Func<string, Task> lineCame)
    {
        var lines = new List<string>();
        await foreach (string line in Lines(stream))
        {
            lines.Add(line);
            await lineCame(line);
        }

        return string.Join('\n', lines);
    }

    private static async IAsyncEnumerable<string> Lines(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }
}
