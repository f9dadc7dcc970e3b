using System.Diagnostics;

namespace SkyScribe.Training.Cli.Tests.Commands;

/// <summary>Signals to the command as a process of its own.</summary>
[Collection("console")]
public sealed class SavingCommandTests(TrainedToy toy)
{
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

    [Fact]
    public async Task Train_SignalTwice_EndsAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "sends a signal with kill");
        var stopped = await Start([.. toy.TrainArguments(Path.Combine(toy.Folder, "killed")), .. SlowSteps], "INT", times: 2);
        Assert.NotEqual(0, stopped.Code);
        Assert.DoesNotContain("best: epoch", stopped.Output, StringComparison.Ordinal);
    }

    // Starts the command, sends the signal when its first epoch has begun, and waits for its end.
    private static async Task<(int Code, string Output, string Error)> Start(string[] arguments, string signal, int times)
    {
        // A shell's background job inherits SIGINT as ignored (nohup ... &), and so would this one: env of coreutils gives it back.
        string[] reset = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        string[] command = [.. reset, "dotnet", Path.Combine(AppContext.BaseDirectory, "SkyScribe.Training.Cli.dll"), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = new List<string>();
        var error = process.StandardError.ReadToEndAsync();
        bool isSent = false;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (!isSent && line.StartsWith("embeddings start at random", StringComparison.Ordinal))   // the last line before the first step
            {
                isSent = true;
                for (int i = 0; i < times; i++)
                {
                    await Task.Delay(300);
                    using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                    await kill.WaitForExitAsync();
                }
            }
        }

        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', output), await error);
    }
}
