using System.Text;


namespace SkyScribe.IO;

/// <summary>Reads files that somebody else made: with a bound on their size, and with errors that name them.</summary>
internal static class BoundedFile
{
    /// <summary>Makes the error of a reader's own type.</summary>
    public delegate SkyScribeException Problem(string file, string field, string found, string expected, Exception? cause);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="SkyScribeException">It is missing, unreadable, too big, or a Git LFS pointer.</exception>
    /// <param name="path">the file</param>
    /// <param name="maximumBytes">its greatest size</param>
    /// <param name="expected">what it should be, for messages</param>
    /// <param name="problem">makes the error</param>
    public static byte[] Read(string path, long maximumBytes, string expected, Problem problem)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length > maximumBytes)
            {
                throw TooBig(path, maximumBytes, problem);
            }

            // The length of a pipe or a growing file says nothing, so the reading itself is bounded too.
            using var copy = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, int.MaxValue / 2) : 0);
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (copy.Length + read > maximumBytes)
                {
                    throw TooBig(path, maximumBytes, problem);
                }

                copy.Write(buffer, 0, read);
            }

            byte[] bytes = copy.Capacity == copy.Length ? copy.GetBuffer() : copy.ToArray();   // no second copy of a big file
            if (GitLfs.IsPointer(bytes))
            {
                throw problem(path, "", "a Git LFS pointer", $"{expected} ({GitLfs.Remedy})", null);
            }

            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw problem(path, "", "no such file", expected, error);
        }
        catch (UnauthorizedAccessException error) when (Directory.Exists(path))
        {
            throw problem(path, "", "a folder", expected, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw problem(path, "", $"a file that cannot be read ({error.Message})", expected, error);
        }
    }

    /// <summary>The text of bytes that must be UTF-8; a byte order mark is left out.</summary>
    public static string Decode(string path, ReadOnlySpan<byte> bytes, Problem problem)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            return StrictUtf8.GetString(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw problem(path, "", "bytes that are no UTF-8", "a text in UTF-8", error);
        }
    }

    private static SkyScribeException TooBig(string path, long maximumBytes, Problem problem) =>
        problem(path, "", $"more than {maximumBytes} bytes", "a smaller file, or a higher limit in the options", null);
}
