using System.Globalization;
using System.Text;
using SkyScribe.IO;

namespace SkyScribe.Datasets.WordVectors;

/// <summary>Reads word vectors as GloVe, word2vec and fastText publish them: a word and its numbers on each line, with or without a first line of
/// counts, or word2vec's binary form; plain, gzip-compressed or in a zip archive.</summary>
public static class GloveReader
{
    private const int MaximumDimension = 4096, MaximumWordBytes = 1000, HtmlBytes = 15;
    private const int MaximumLineBytes = MaximumDimension * 32;
    private const long MaximumBytes = 64L << 30;
    private const string Expected =
        "word vectors as GloVe, word2vec or fastText publish them (.txt, .vec, .bin, .gz or .zip): a word and its numbers on each line";

    /// <summary>Reads the vectors of the words that are wanted; the file may be much bigger than they are.</summary>
    /// <param name="path">The file; its content tells how it is compressed. <c>FILE.zip#ENTRY</c> names one of several files of an archive.</param>
    /// <param name="wanted">The words, as the captions spell them.</param>
    /// <exception cref="DatasetException">The file is missing, or a line of it is wrong.</exception>
    public static GloveVectors Read(string path, IReadOnlyCollection<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(wanted);
        try
        {
            using VectorFile file = VectorFile.Open(path, Expected);
            var lines = new LineReader(file.Content, MaximumLineBytes);
            var words = new WantedWords(wanted);
            RefuseOthers(path, lines.Peek(MaximumWordBytes));
            int? stated = Header(lines);
            if (stated is { } dimension && IsBinary(lines, dimension))
            {
                BinaryVectors.Read(path, lines, words, dimension, MaximumWordBytes);
                return words.Vectors(dimension);
            }

            return Read(path, lines, words, stated);
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

    private static void RefuseOthers(string path, ReadOnlySpan<byte> start)
    {
        if (GitLfs.IsPointer(start))
        {
            throw new DatasetException(path, "", "a Git LFS pointer", $"{Expected} ({GitLfs.Remedy})");
        }

        if (start is [0xBA, 0x16, 0x4F, 0x2F, ..])
        {
            throw new DatasetException(path, "", "a fastText model (.bin)", "its vectors as text: the .vec file that is published beside it");
        }

        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n\uFEFF"u8);
        if (System.Text.Ascii.EqualsIgnoreCase(text[..Math.Min(HtmlBytes - 1, text.Length)], "<!doctype html"u8)
            || System.Text.Ascii.EqualsIgnoreCase(text[..Math.Min(5, text.Length)], "<html"u8))
        {
            throw new DatasetException(path, "", "a web page", $"{Expected}: download the file itself, not the page about it");
        }
    }

    /// <summary>Reads a first line of two numbers, of which the second says how many numbers each word has; null where the first line is a
    /// word's.</summary>
    private static int? Header(LineReader lines)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF], start = lines.Peek(MaximumWordBytes);
        if (start.StartsWith(mark))
        {
            lines.Skip(mark.Length);
            start = lines.Peek(MaximumWordBytes);
        }

        int end = start.IndexOf((byte)'\n');
        if (end < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> line = start[..end].Trim("\r \t"u8);
        int gap = line.IndexOfAny((byte)' ', (byte)'\t');
        if (gap < 0 || !long.TryParse(line[..gap], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            || !int.TryParse(line[(gap + 1)..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int dimension) || dimension is < 2
            or > MaximumDimension)
        {
            return null;
        }

        lines.Skip(end + 1);
        return dimension;
    }

    // Behind the first word stand numbers as text, or four bytes each of any value.
    private static bool IsBinary(LineReader lines, int dimension)
    {
        ReadOnlySpan<byte> start = lines.Peek(MaximumWordBytes + (4 * dimension));
        int gap = start.IndexOfAny((byte)' ', (byte)'\t');
        if (gap < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> numbers = start[(gap + 1)..][..Math.Min(4 * dimension, start.Length - gap - 1)];
        int line = numbers.IndexOf((byte)'\n');
        return (line < 0 ? numbers : numbers[..line]).ContainsAnyExcept("0123456789+-.eE \t\rnaifNAIF"u8);
    }

    private static GloveVectors Read(string path, LineReader lines, WantedWords words, int? stated)
    {
        int dimension = stated ?? 0, number = stated is null ? 0 : 1, first = number + 1;
        byte separator = (byte)' ';
        string asFirst = stated is null ? "as in line 1" : "as the first line says";
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            number++;
            if (line.Length > MaximumLineBytes || lines.Total > MaximumBytes)
            {
                throw new DatasetException(path, $"line {number}", line.Length > MaximumLineBytes ? $"more than {MaximumLineBytes} bytes"
                    : $"more than {MaximumBytes} bytes before it", Expected);
            }

            line = line.Trim("\r \t"u8);
            if (number == first)
            {
                separator = line.Contains((byte)' ') ? separator : (byte)'\t';
            }

            int blanks = line.Count(separator);
            if (number == 1)
            {
                dimension = blanks is > 1 and <= MaximumDimension
                    ? blanks
                    : throw new DatasetException(
                    path, "line 1", $"{blanks} numbers after a word", $"2 to {MaximumDimension}, or the counts of a word2vec file");
            }

            // A few words of the big files hold blanks themselves ("at name@domain.com"), so the numbers are counted from the end.
            if (blanks < dimension)
            {
                throw new DatasetException(path, $"line {number}", $"{blanks} numbers after the word", $"{dimension}, {asFirst}");
            }

            int split = line.Length;
            for (int i = 0; i < dimension; i++)
            {
                split = line[..split].LastIndexOf(separator);
            }

            string word = Encoding.UTF8.GetString(line[..split]);
            if (words.Wants(word))
            {
                words.Add(word, Parse(path, number, line[(split + 1)..], dimension, separator));
            }
            else if (blanks > dimension && LooksNumeric(line[..split], separator))
            {
                throw new DatasetException(path, $"line {number}", $"{blanks} numbers after the word", $"{dimension}, {asFirst}");
            }
        }

        return number >= first ? words.Vectors(dimension)
            : throw new DatasetException(path, "", stated is null ? "an empty file" : "no word after the first line", Expected);
    }

    /// <summary>Whether what stands before the last numbers ends in a number too: then the line has too many of them.</summary>
    private static bool LooksNumeric(ReadOnlySpan<byte> text, byte separator) =>
        float.TryParse(text[(text.LastIndexOf(separator) + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static float[] Parse(string path, int number, ReadOnlySpan<byte> text, int dimension, byte separator)
    {
        var vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            int end = text.IndexOf(separator);
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
