using System.Globalization;
using System.IO.Compression;
using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets.WordVectors;

/// <summary>Reads word vectors in GloVe's text form: a word and its numbers on each line, parted by blanks; plain or gzip-compressed.</summary>
public static class GloveReader
{
    private const int MaximumDimension = 4096;
    private const int MaximumLineBytes = MaximumDimension * 32;
    private const string Expected = "a GloVe text file (.txt or .gz): a word and its numbers on each line";

    /// <summary>Reads the vectors of the words that are wanted; the file may be much bigger than they are.</summary>
    /// <param name="path">The file; whether it is compressed, its content tells.</param>
    /// <param name="wanted">The words, as the captions spell them.</param>
    /// <exception cref="DatasetException">The file is missing, or a line of it is wrong.</exception>
    public static GloveVectors Read(string path, IReadOnlyCollection<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(wanted);
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[2];
            bool compressed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
            file.Position = 0;
            using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(path, new LineReader(stream, MaximumLineBytes), wanted);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(path, "", "no such file", Expected, error);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException(path, "", $"damaged compressed data ({error.Message})", Expected, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DatasetException(path, "", $"a file that cannot be read ({error.Message})", Expected, error);
        }
    }

    private static GloveVectors Read(string path, LineReader lines, IReadOnlyCollection<string> wanted)
    {
        var words = new HashSet<string>(wanted, StringComparer.Ordinal);
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        int dimension = 0;
        int number = 0;
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            number++;
            if (line.Length > MaximumLineBytes)
            {
                throw new DatasetException(path, $"line {number}", $"more than {MaximumLineBytes} bytes", Expected);
            }

            line = line.Trim("\r "u8);
            int blanks = line.Count((byte)' ');
            if (number == 1)
            {
                if (GitLfs.IsPointer(line))
                {
                    throw new DatasetException(path, "", "a Git LFS pointer", $"{Expected} ({GitLfs.Remedy})");
                }

                dimension = blanks is > 1 and <= MaximumDimension
                    ? blanks
                    : throw new DatasetException(path, "line 1", $"{blanks} numbers after a word", $"2 to {MaximumDimension}");
            }

            // A few words of the big files hold blanks themselves ("at name@domain.com"), so the numbers are counted from the end.
            if (blanks < dimension)
            {
                throw new DatasetException(path, $"line {number}", $"{blanks} numbers after the word", $"{dimension}, as in line 1");
            }

            int split = line.Length;
            for (int i = 0; i < dimension; i++)
            {
                split = line[..split].LastIndexOf((byte)' ');
            }

            string word = Encoding.UTF8.GetString(line[..split]);
            if (words.Contains(word) && !vectors.ContainsKey(word))
            {
                vectors.Add(word, Parse(path, number, line[(split + 1)..], dimension));
            }
            else if (blanks > dimension && LooksNumeric(line[..split]))
            {
                throw new DatasetException(path, $"line {number}", $"{blanks} numbers after the word", $"{dimension}, as in line 1");
            }
        }

        return number > 0 ? new GloveVectors(dimension, vectors, words) : throw new DatasetException(path, "", "an empty file", Expected);
    }

    /// <summary>Whether what stands before the last numbers ends in a number too: then the line has too many of them.</summary>
    private static bool LooksNumeric(ReadOnlySpan<byte> text) =>
        float.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static float[] Parse(string path, int number, ReadOnlySpan<byte> text, int dimension)
    {
        var vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            int end = text.IndexOf((byte)' ');
            ReadOnlySpan<byte> item = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (!float.TryParse(item, NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i]) || !float.IsFinite(vector[i]))
            {
                string found = SkyScribeException.Quote(Encoding.UTF8.GetString(item[..Math.Min(item.Length, 100)]));
                throw new DatasetException(path, $"line {number}, number {i + 1}", found, "a finite number such as -0.25");
            }
        }

        return vector;
    }
}
