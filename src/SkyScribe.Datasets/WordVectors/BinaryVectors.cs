using System.Buffers.Binary;
using System.Text;

namespace SkyScribe.Datasets.WordVectors;

/// <summary>word2vec's binary form, as GoogleNews-vectors-negative300.bin has it: behind a first line of counts, each word, a blank, and its numbers
/// as single-precision values in little-endian order; between words maybe a line feed.</summary>
internal static class BinaryVectors
{
    /// <summary>Reads the words behind the first line.</summary>
    /// <param name="path">the file, for messages</param>
    /// <param name="file">its content</param>
    /// <param name="words">gets those that are wanted</param>
    /// <param name="dimension">numbers a word</param>
    /// <param name="maximumWordBytes">longer words are refused</param>
    /// <exception cref="DatasetException">The file ends within a word, or is no such file after all.</exception>
    public static void Read(string path, LineReader file, WantedWords words, int dimension, int maximumWordBytes)
    {
        int vectorBytes = dimension * sizeof(float);
        for (long number = 1; ; number++)
        {
            while (file.Peek(1) is [(byte)'\n' or (byte)'\r'])
            {
                file.Skip(1);
            }

            ReadOnlySpan<byte> start = file.Peek(maximumWordBytes + 1);
            if (start.IsEmpty)
            {
                return;
            }

            int length = start.IndexOf((byte)' ');
            if (length <= 0)
            {
                throw new DatasetException(path, $"word {number}", length == 0 ? "no word before its numbers"
                    : $"no blank within {start.Length} bytes", "a word, a blank and its numbers (is it word2vec's binary form?)");
            }

            string word = Encoding.UTF8.GetString(start[..length]);
            file.Skip(length + 1);
            ReadOnlySpan<byte> numbers = file.Peek(vectorBytes);
            if (numbers.Length < vectorBytes)
            {
                throw new DatasetException(path, $"word {number}", $"the end of the file after {numbers.Length} of {vectorBytes} bytes",
                    "the rest of it: copy or download it again");
            }

            if (words.Wants(word))
            {
                words.Add(word, Vector(path, number, numbers, dimension));
            }

            file.Skip(vectorBytes);
        }
    }

    private static float[] Vector(string path, long number, ReadOnlySpan<byte> numbers, int dimension)
    {
        var vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(numbers[(i * sizeof(float))..]);
            if (!float.IsFinite(vector[i]))
            {
                throw new DatasetException(path, $"word {number}, number {i + 1}", "no finite number", "one (is it word2vec's binary form?)");
            }
        }

        return vector;
    }
}
