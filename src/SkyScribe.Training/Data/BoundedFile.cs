using System.Text;

namespace SkyScribe.Training.Data;

/// <summary>Reads files that somebody else made: with a bound on their size, and with errors that name them.</summary>
internal static class BoundedFile
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="DatasetException">It is missing, unreadable, too big, or a Git LFS pointer.</exception>
    public static byte[] Read(string path, long maximumBytes, string expected)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length > maximumBytes)
            {
                throw TooBig(path, maximumBytes);
            }

            // The length of a pipe or a growing file says nothing, so the reading itself is bounded too.
            using var copy = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, int.MaxValue / 2) : 0);
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if (copy.Length + read > maximumBytes)
                {
                    throw TooBig(path, maximumBytes);
                }

                copy.Write(buffer, 0, read);
            }

            byte[] bytes = copy.ToArray();
            if (bytes.AsSpan().StartsWith("version https://git-lfs"u8))
            {
                throw new DatasetException(path, "", "a Git LFS pointer", $"{expected} (fetch the real file with 'git lfs pull')");
            }

            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(path, "", "no such file", expected, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DatasetException(path, "", $"a file that cannot be read ({error.Message})", expected, error);
        }
    }

    /// <summary>The text of bytes that must be UTF-8; a byte order mark is left out.</summary>
    public static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            return _strictUtf8.GetString(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new DatasetException(path, "", "bytes that are no UTF-8", "a text in UTF-8", error);
        }
    }

    private static DatasetException TooBig(string path, long maximumBytes) =>
        new(path, "", $"more than {maximumBytes} bytes", "a smaller file, or a higher limit in the options");
}
