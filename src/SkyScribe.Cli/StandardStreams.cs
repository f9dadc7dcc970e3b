using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>The process's output and error stream, where .NET's own have gaps: a reader that has gone, a stream that was closed by whoever started
/// the process.</summary>
internal static partial class StandardStreams
{
    private const int Output = 1, Error = 2, FlagsWanted = 1, ClosedOnStart = 1;   // F_GETFD and FD_CLOEXEC of fcntl.h
    private const ulong LeastFiles = 128;
    private static TextWriter? _pipe;

    /// <summary>To be called once, first of all.</summary>
    public static void Prepare()
    {
        // A message that cannot be shown must not end the work that it is about.
        Console.SetError(IsClosed(Error) ? TextWriter.Null : new ForgivingWriter());
        RequireFiles();
        if (IsClosed(Output))
        {
            Console.SetOut(new ClosedWriter());
        }
        else if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            // .NET's writer says nothing when the reader of a pipe has gone. One for files would keep its own place in a file that others write to as
            // well.
            var stream = new FileStream(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 1);
            _pipe = stream.CanSeek ? null : TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });
        }
    }

    /// <summary>The output for results that nobody needs once nobody reads them: writing throws when the reader has gone.</summary>
    public static TextWriter Results => _pipe ?? Console.Out;

    /// <summary>Whether an error says that the reader of a pipe has gone.</summary>
    public static bool IsReaderGone(Exception problem)
    {
        const int BrokenPipe = 32, WindowsBrokenPipe = unchecked((int)0x8007006D), WindowsNoData = unchecked((int)0x800700E8);
        return problem is IOException && problem.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData;
    }

    // With fewer the runtime or a native library would give up somewhere, without a message or with a misleading one.
    private static void RequireFiles()
    {
        const int LinuxFiles = 7, MacFiles = 8;   // RLIMIT_NOFILE of resource.h
        Span<ulong> limit = stackalloc ulong[2];
        if (!OperatingSystem.IsWindows() && Limit(OperatingSystem.IsMacOS() ? MacFiles : LinuxFiles, limit) == 0 && limit[0] < LeastFiles)
        {
            throw new SkyScribeException(
                $"this process may have {limit[0]} files open at a time, expected at least {LeastFiles}: raise the limit with ulimit -n");
        }
    }

    // The runtime opens its own files under the numbers of streams that were closed, and marks them so that no child inherits them; an inherited
    // stream has no such mark.
    private static bool IsClosed(int descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        int flags = Flags(descriptor, FlagsWanted);
        return flags < 0 || (flags & ClosedOnStart) != 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flags(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Limit(int resource, Span<ulong> softAndHard);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteTo(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    private sealed class ClosedWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new SkyScribeException("the standard output is closed: send it to a file, or to /dev/null");
    }

    private sealed class ForgivingWriter : TextWriter
    {
        private TextWriter? _console;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void Write(string? value)
        {
            try
            {
                _console ??= new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
                _console.Write(value);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // .NET copies the stream's descriptor first, which a low limit of open files forbids.
                byte[] bytes = Encoding.GetBytes(value ?? "");
                _ = OperatingSystem.IsWindows() ? 0 : WriteTo(Error, bytes, bytes.Length);
            }
        }
    }
}
