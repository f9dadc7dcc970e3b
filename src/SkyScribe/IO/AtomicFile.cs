namespace SkyScribe.IO;

/// <summary>Replaces a file as a whole: whoever looks sees the old one or the new one, also after a crash or on a full disk.</summary>
public static class AtomicFile
{
    /// <summary>Writes a new file beside the old one, flushes it to the disk, then puts it in the old one's place.</summary>
    /// <param name="path">the file to replace or make</param>
    /// <param name="write">writes the new content</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Says before long work, not after it, that a file could not be written.</summary>
    /// <param name="path">the file; null is fine</param>
    /// <exception cref="IOException">Its folder does not exist, or it is itself a folder.</exception>
    public static void RequireFolder(string? path)
    {
        if (path is null)
        {
            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder) || Directory.Exists(path))
        {
            throw new IOException(Directory.Exists(path) ? $"{path}: is a folder; name a file" : $"{path}: its folder does not exist; make it first");
        }
    }

    /// <summary>The same for text, UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
