using System.Runtime.InteropServices;

namespace SkyScribe.Cli;

/// <summary>Turns the signal that ends a process at its limit of file sizes (<c>ulimit -f</c>) into an error of the write that met it.</summary>
internal static class FileSizeLimit
{
    private const int Signal = 25;   // SIGXFSZ, on Linux and macOS

    /// <summary>Until the result is disposed of.</summary>
    public static IDisposable? Report() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
        ? PosixSignalRegistration.Create((PosixSignal)Signal, signal => signal.Cancel = true)
        : null;
}
