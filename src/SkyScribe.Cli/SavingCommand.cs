using System.CommandLine;
using System.Runtime.InteropServices;

namespace SkyScribe.Cli;

/// <summary>A command that saves its work when it is stopped: the first Ctrl-C or SIGTERM is waited for however long the step and the saving take, the next one ends the process at once.</summary>
/// <remarks>Other commands end two seconds after they were stopped, whatever they were doing: they have nothing to save.</remarks>
internal sealed class SavingCommand(string name, string description) : ToolCommand(name, description)
{
    /// <summary>Runs what was parsed.</summary>
    public static async Task<int> InvokeAsync(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is not SavingCommand)
        {
            return await parsed.InvokeAsync();
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token);
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
