using System.Globalization;
using SkyScribe.IO;
using SkyScribe.Text;

namespace SkyScribe.Datasets.Attributes;

/// <summary>The attribute list as a file: <c>attribute, tab, count</c>, one a line; lines that begin with '#' are comments.</summary>
internal static class AttributeFile
{
    private const long MaximumBytes = 16 << 20;
    private const int MaximumAttributes = 100_000;
    private const int MaximumNameLength = 256;
    private const string Expected = "an attribute list: attribute, tab, count on each line";

    public static List<(string Name, long Count)> Read(string path)
    {
        string text = BoundedFile.Decode(path, BoundedFile.Read(path, MaximumBytes, Expected, DatasetException.Of), DatasetException.Of);
        var attributes = new List<(string Name, long Count)>();
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (ReadOnlySpan<char> whole in text.AsSpan().EnumerateLines())
        {
            number++;
            string line = whole.Trim().ToString();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            (string name, long count) = ParseLine(path, number, line);
            if (!lineOf.TryAdd(name, number))
            {
                string found = $"{SkyScribeException.Quote(name)}, which line {lineOf[name]} has too";
                throw new DatasetException(path, $"line {number}", found, "each attribute once");
            }

            attributes.Add((name, count));
            if (attributes.Count > MaximumAttributes)
            {
                throw new DatasetException(path, $"line {number}", $"more than {MaximumAttributes} attributes", "fewer");
            }
        }

        return attributes.Count > 0 ? attributes : throw new DatasetException(path, "", "no attribute", Expected);
    }

    public static void Write(string path, IEnumerable<(string Name, long Count)> attributes)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("# The attributes that the first stage predicts, and how often the training captions have them as noun or adjective.");
        writer.WriteLine("# Before a training run lines may be removed and words added (a count is not needed); a resumed run needs the same list.");
        foreach ((string name, long count) in attributes)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{count}"));
        }
    }

    /// <summary>Whether a word can stand in the file: it would not be read as a comment, nor as two words.</summary>
    public static bool CanName(string word) =>
        word.Length is > 0 and <= MaximumNameLength && word[0] != '#' && Vocabulary.IsWord(word) && word == word.ToLowerInvariant();

    /// <summary>A line of a user's own may lack the count.</summary>
    private static (string Name, long Count) ParseLine(string path, int number, string line)
    {
        string[] fields = line.Split('\t');
        string name = fields[0].Trim();
        string digits = fields.Length > 1 ? fields[1] : "0";
        if (fields.Length > 2 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            throw new DatasetException(
                path, $"line {number}", SkyScribeException.Quote(line), "attribute, tab, count (a whole number, not negative)");
        }

        return CanName(name)
            ? (name, count)
            : throw new DatasetException(path, $"line {number}", SkyScribeException.Quote(name), "one lower-case word, as the tokenizer writes it");
    }
}
