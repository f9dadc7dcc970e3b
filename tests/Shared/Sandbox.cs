using System.Diagnostics;

namespace SkyScribe.TestSupport;

/// <summary>Starts a program with an empty home, an empty folder for temporary files and an empty working folder, and tells what it left in
/// them.</summary>
internal sealed class Sandbox : IDisposable
{
    private static readonly Lazy<bool> CanTrace = new(() => !OperatingSystem.IsWindows() && Try("strace", "-qq", "-e", "trace=none", "true"));

    private readonly string _root = Directory.CreateTempSubdirectory("skyscribe-sandbox-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Runs a .NET program. It is watched by strace where that works here.</summary>
    /// <param name="program">its .dll</param>
    /// <param name="hasHome">whether the variable HOME exists</param>
    /// <param name="seconds">SIGTERM is sent after them</param>
    /// <param name="until">a file that must be there before SIGTERM is sent, however long it takes: a busy machine is no fault</param>
    public async Task<Outcome> Run(string program, IEnumerable<string> arguments, bool hasHome = true, int seconds = 60, string? until = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process leaves behind is looked for on Linux only");
        string trace = Path.Combine(_root, "trace");
        string[] watcher = CanTrace.Value ? ["strace", "-f", "-qq", "-e", "trace=socket", "-e", "signal=none", "-o", trace] : [];
        string[] timeout = until is null ? ["timeout", $"{seconds}"]
            : ["sh", "-c", "\"$@\" & p=$!; sleep \"$0\"; while [ ! -s \"$UNTIL\" ] && kill -0 $p; do sleep 1; done; kill $p; wait $p", $"{seconds}"];
        string[] command = [.. watcher, .. timeout, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(
            command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder("work") };
        foreach (string name in start.Environment.Keys.Where(
            name => name.StartsWith("XDG_", StringComparison.Ordinal) || name is "HOME" or "ORT_DISABLE_TELEMETRY").ToArray())
        {
            start.Environment.Remove(name);
        }

        if (hasHome)
        {
            start.Environment["HOME"] = Folder("home");
        }

        start.Environment["UNTIL"] = until;
        start.Environment["TMPDIR"] = Folder("tmp");
        start.Environment["DOTNET_EnableDiagnostics"] = "0";   // else the runtime keeps a socket for debuggers among the temporary files
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        string[] left = [.. Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path)).Where(path => path.Contains(Path.DirectorySeparatorChar))];
        string[]? sockets = CanTrace.Value ? [.. File.ReadLines(trace).Where(line => line.Contains("AF_INET", StringComparison.Ordinal))] : null;
        return new Outcome(process.ExitCode, await output, await error, left, sockets);
    }

    /// <summary>Another project of the same build.</summary>
    public static string ProgramOf(string project)
    {
        string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own), project + ".dll"));
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private static bool Try(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <param name="Left">what lies in the three folders</param>
    /// <param name="Sockets">the system calls that made sockets for a network; null where they cannot be seen</param>
    internal sealed record Outcome(int ExitCode, string Output, string Error, IReadOnlyList<string> Left, IReadOnlyList<string>? Sockets)
    {
        /// <summary>Nothing was left behind, and no socket for a network was made, as far as that can be seen.</summary>
        public void AssertQuiet()
        {
            Assert.Empty(Left);
            if (Sockets is null)
            {
                TestContext.Current.AddWarning("strace does not work here: connections were not looked for");
            }

            Assert.Empty(Sockets ?? []);
        }
    }
}
