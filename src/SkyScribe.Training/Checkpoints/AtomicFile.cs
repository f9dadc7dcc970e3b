namespace SkyScribe.Training.Checkpoints;

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

    /// <summary>The same for text, UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
