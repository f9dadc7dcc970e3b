using System.CommandLine;
using System.Runtime.InteropServices;

namespace SkyScribe.Cli;

/// <summary>A command that saves its work when it is stopped: after the first Ctrl-C or SIGTERM it takes as long as the step and the saving need; the
/// next one ends the process at once.</summary>
/// <remarks>Before <see cref="Begin"/> there is nothing to save: then, as with other commands at any time, the process ends two seconds after the
/// signal, whatever it waits for.</remarks>
internal sealed class SavingCommand(string name, string description) : ToolCommand(name, description)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static volatile bool _hasBegun;

    /// <summary>What the process returns when it was stopped.</summary>
    public int StoppedCode { get; init; } = ExitCode.Cancelled;

    /// <summary>How long the step under way and the saving may take after the first signal; null for as long as they need.</summary>
    public TimeSpan? LongestSaving { get; init; }

    /// <summary>Tells that from now on there is work to save.</summary>
    public static void Begin() => _hasBegun = true;

    /// <summary>Runs what was parsed.</summary>
    public static async Task<int> InvokeAsync(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is not SavingCommand command)
        {
            return await parsed.InvokeAsync();
        }

        _hasBegun = false;
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        var running = parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token);
        var stopped = new TaskCompletionSource();
        using var watch = stop.Token.Register(() => stopped.SetResult());
        await Task.WhenAny(running, stopped.Task);
        if (!running.IsCompleted && !_hasBegun)
        {
            await Task.WhenAny(running, Task.Delay(Grace));
            if (!running.IsCompleted && !_hasBegun)
            {
                Console.Error.WriteLine("cancelled");
                return command.StoppedCode;
            }
        }

        if (!running.IsCompleted && command.LongestSaving is { } longest)
        {
            await Task.WhenAny(running, Task.Delay(longest));
            if (!running.IsCompleted)
            {
                Console.Error.WriteLine("cancelled: what is under way took too long to end and is given up");
                return command.StoppedCode;
            }
        }

        int code = await running;
        return code == ExitCode.Cancelled ? command.StoppedCode : code;
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;   // what is not cancelled here ends the process
        if (signal.Cancel)
        {
            Console.Error.WriteLine("stopping: what is under way is finished and saved; once more stops at once");
            stop.Cancel();
        }
    }
}
