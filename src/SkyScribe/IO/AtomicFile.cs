using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SkyScribe.IO;

/// <summary>Replaces a file as a whole: whoever looks sees the old one or the new one, also after a crash or on a full disk.</summary>
/// <remarks>Links are followed: the file that they lead to is replaced, not the link. What is no regular file (a device, a FIFO, a socket) cannot be
/// replaced and is written to.</remarks>
public static partial class AtomicFile
{
    private const int LongestName = 255;   // bytes, on every common file system

    /// <summary>Writes a new file beside the old one, flushes it to the disk, then puts it in the old one's place.</summary>
    /// <param name="path">the file to replace or make</param>
    /// <param name="write">writes the new content</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (IsWrittenThrough(path))
        {
            using FileStream through = OpenThrough(path);
            write(through);
            return;
        }

        string target = FollowLinks(path), temporary = TemporaryOf(target);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The same for a file that something else writes by its path, such as a database; it must flush the file to the disk.</summary>
    /// <param name="path">the file to replace or make; a regular one</param>
    /// <param name="write">writes the new content to the path that it is given</param>
    internal static void Replace(string path, Action<string> write)
    {
        string target = FollowLinks(path), temporary = TemporaryOf(target);
        File.Delete(temporary);
        try
        {
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The same for text, UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Says before long work, not after it, that a file could not be written; and deletes what killed processes have left of it.</summary>
    /// <param name="path">the file; null is fine</param>
    /// <exception cref="IOException">Its folder does not exist, or it is itself a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">Nothing may be written there.</exception>
    public static void Prepare(string? path)
    {
        if (path is null || IsWrittenThrough(path))
        {
            return;
        }

        string target = FollowLinks(path), folder = Path.GetDirectoryName(Path.GetFullPath(target)) ?? target;
        if (!Directory.Exists(folder) || Directory.Exists(target))
        {
            throw new IOException(Directory.Exists(target) ? $"{path}: is a folder; name a file"
                : $"{path}: its folder does not exist; make it first");
        }

        string start = StartOf(target) + ".";
        DeleteLeftovers(Directory.EnumerateFiles(folder, "*.tmp").Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal)));
        string trial = TemporaryOf(target);
        new FileStream(trial, FileMode.Create, FileAccess.Write, FileShare.None).Dispose();
        File.Delete(trial);
    }

    /// <summary>Deletes the temporary files that killed processes have left in a folder and those below it.</summary>
    /// <param name="folder">a folder that SkyScribe alone writes to; it need not exist</param>
    public static void DeleteLeftovers(string folder)
    {
        if (Directory.Exists(folder))
        {
            DeleteLeftovers(Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories));
        }
    }

    /// <summary>Whether a path leads to something that can be written to but not replaced: a device, a FIFO or a socket.</summary>
    public static bool IsWrittenThrough(string path) => FileKind.Irregular(path) is not null;

    /// <summary>Opens what <see cref="IsWrittenThrough"/>; a FIFO waits for its reader.</summary>
    public static FileStream OpenThrough(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>The file that a path leads to, whether or not that exists; the path itself where it is no link.</summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static string FollowLinks(string path)
    {
        string full = Path.GetFullPath(path);   // a link with a relative target is not resolved right from a relative path
        return new FileInfo(full).LinkTarget is null ? path : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? path;
    }

    private static string TemporaryOf(string target) =>
        Path.Combine(Path.GetDirectoryName(target) ?? "", $"{StartOf(target)}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp");

    // A name may be as long as the file system allows, and the temporary one with it.
    private static string StartOf(string target)
    {
        string name = Path.GetFileName(target);
        int most = LongestName - ".2147483647.tmp".Length;
        while (Encoding.UTF8.GetByteCount(name) > most)
        {
            name = name[..(char.IsSurrogate(name[^1]) && name.Length > 1 ? ^2 : ^1)];
        }

        return name;
    }

    private static void DeleteLeftovers(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (Leftover.Match(Path.GetFileName(file)) is { Success: true } match
                && !IsAlive(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)))
            {
                File.Delete(file);
            }
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return process != Environment.ProcessId;   // this one has none open yet: another of its number has left it
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\.([1-9][0-9]{0,8})\.tmp$")]
    private static partial Regex Leftover { get; }
}
