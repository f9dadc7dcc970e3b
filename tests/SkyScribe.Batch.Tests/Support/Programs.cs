using System.Diagnostics;
using System.Globalization;
using SkyScribe.TestSupport;

namespace SkyScribe.Batch.Tests.Support;

/// <summary>Programs that tests start.</summary>
internal static class Programs
{
    public static string Model => SharedFiles.Fixture("packages/version-2");

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    /// <summary>A command of batch, as a process of its own.</summary>
    public static Process Probe(List<string> said, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Sandbox.ProgramOf("SkyScribe.BatchProbe"), "batch", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Add(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.Add(line.Data ?? "");
            }
        }
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
