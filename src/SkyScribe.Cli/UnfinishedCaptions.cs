using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>What the unfinished output of a run that was cut off holds.</summary>
/// <param name="WholeBytes">where its last whole entry ends; what follows was cut off</param>
/// <param name="Done">the images that have an entry</param>
/// <param name="Failed">those among them that could not be read</param>
internal sealed record UnfinishedCaptions(long WholeBytes, IReadOnlySet<string> Done, IReadOnlySet<string> Failed)
{
    private const int LongestEntry = 1 << 20;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="OptionException">An entry is not one that <see cref="CaptionWriter"/> writes.</exception>
    public static UnfinishedCaptions Read(string path, CaptionFormat format)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var failed = new HashSet<string>(StringComparer.Ordinal);
        long whole = 0;
        bool isFirst = true;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        foreach (var (bytes, isWhole) in Entries(stream, format))
        {
            // An editor may have put a byte-order mark at the start.
            ReadOnlySpan<byte> content = isFirst && bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length)
                : bytes;
            if (!isWhole)
            {
                if (bytes.Length > LongestEntry || !CaptionWriter.MayBegin(content, format, isFirst))
                {
                    throw Foreign(path, whole, content, format);
                }

                break;
            }

            (string Path, bool IsFailure)? entry;
            try
            {
                if (!CaptionWriter.TryImageOf(StrictUtf8.GetString(content), format, isFirst, out entry))
                {
                    throw Foreign(path, whole, content, format);
                }
            }
            catch (DecoderFallbackException)
            {
                throw Foreign(path, whole, content, format);
            }

            whole += bytes.Length;
            isFirst = false;
            if (entry is { } image)
            {
                done.Add(image.Path);
                if (image.IsFailure)
                {
                    failed.Add(image.Path);
                }
            }
        }

        return new UnfinishedCaptions(whole, done, failed);
    }

    private static OptionException Foreign(string path, long offset, ReadOnlySpan<byte> found, CaptionFormat format) => new(
        $"{path}: found {SkyScribeException.Quote(Encoding.UTF8.GetString(found[..Math.Min(found.Length, 200)]))} at byte {offset}, "
        + $"expected an entry in UTF-8 that caption wrote in the format {format.ToString().ToLowerInvariant()}; delete the file to start anew");

    // Entries with their line ends; in CSV a line end within quotes is part of a field. The last one is not whole where the file ends within it, or
    // where it is far too long.
    private static IEnumerable<(byte[] Bytes, bool IsWhole)> Entries(Stream stream, CaptionFormat format)
    {
        var entry = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        bool isQuoted = false;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            int start = 0;
            for (int i = 0; i < read; i++)
            {
                isQuoted ^= format == CaptionFormat.Csv && buffer[i] == '"';
                if (buffer[i] == '\n' && !isQuoted)
                {
                    entry.Write(buffer, start, i + 1 - start);
                    yield return (entry.ToArray(), entry.Length <= LongestEntry);
                    entry.SetLength(0);
                    start = i + 1;
                }
            }

            entry.Write(buffer, start, read - start);
            if (entry.Length > LongestEntry)
            {
                break;
            }
        }

        if (entry.Length > 0)
        {
            yield return (entry.ToArray(), false);
        }
    }
}
