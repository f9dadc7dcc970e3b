using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>Lets one process at a time write to one place. The system frees the lock when its holder dies, however it dies.</summary>
/// <remarks>The lock is an open file, PLACE.lock, with the holder's number in it, deleted at the end. A second process could open that file just
/// before it is deleted and then hold a lock on nothing, so each makes sure that the file it has locked is still the one under that name.</remarks>
internal sealed partial class ProcessLock : IDisposable
{
    private const int MostTrials = 100;
    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="place">the file or folder that is written to; its folder is made if need be</param>
    /// <exception cref="SkyScribeException">Another process holds it; the message says which.</exception>
    public static ProcessLock Take(string place)
    {
        string path = Path.TrimEndingDirectorySeparator(AtomicFile.FollowLinks(place)) + ".lock";
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        IOException? last = null;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            FileStream file;
            try
            {
                file = Open(path);
            }
            catch (IOException problem) when (problem is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (File.Exists(path))
                {
                    throw new SkyScribeException(
                        place, $"{HolderOf(path)} is writing there; wait until it has ended, or name another place", problem);
                }

                last = problem;   // its holder has just ended
                continue;
            }

            if (IsStillThere(file, path))
            {
                return new ProcessLock(file);
            }

            file.Dispose();
        }

        throw new SkyScribeException(
            path, $"this lock cannot be taken ({last?.Message ?? "it is another file whenever it is read again"}); name a place on another disk",
            last);
    }

    public void Dispose()
    {
        File.Delete(_file.Name);   // while it is held: nobody else can have taken it yet
        _file.Dispose();
    }

    // Windows refuses to read what is shared with nobody; on Unix only a file shared with nobody is locked against writers.
    private static FileStream Open(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete
        : FileShare.None, bufferSize: 0);

    private static bool IsStillThere(FileStream file, string path)
    {
        string mark = string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}\n{Guid.NewGuid()}\n");
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(mark));
        file.Flush();
        return Read(path) == mark;
    }

    private static string HolderOf(string path) => Read(path)?.Split('\n')[0] is { Length: > 0 and < 200 } holder ? holder : "another process";

    private static string? Read(string path)
    {
        try
        {
            using var reader = new StreamReader(OperatingSystem.IsWindows()
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : new FileStream(new SafeFileHandle(OpenUnlocked(path, 0), ownsHandle: true), FileAccess.Read));
            char[] start = new char[500];
            return new string(start, 0, reader.ReadBlock(start));
        }
        catch (Exception problem) when (problem is IOException or ArgumentException)   // the second where the handle is none
        {
            return null;
        }
    }

    // .NET takes a lock with every file that it opens, which the holder's lock forbids.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenUnlocked(string path, int flags);
}
