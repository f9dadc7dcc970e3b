using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SkyScribe.Datasets;

/// <summary>What file names are compared by: composed and decomposed letters are the same (macOS writes "é" as two characters, others as one), and so
/// are small and capital ones.</summary>
/// <remarks>The program runs without ICU, and .NET composes no letters then. <c>decompositions.txt</c> has the canonical decompositions of the Basic
/// Multilingual Plane (Unicode 14), but for those of Hangul, which are computed, and the compatibility ideographs.</remarks>
internal static class FileNameKey
{
    private const int HangulStart = 0xAC00, HangulEnd = 0xD7A3, Vowels = 21, Trails = 28;
    private static readonly Lazy<FrozenDictionary<char, string>> Decompositions = new(Read);

    /// <summary>The key of a name or a path; '\' counts as '/'.</summary>
    public static string Of(string name)
    {
        string lower = name.Trim().Replace('\\', '/').ToLowerInvariant();
        return Ascii.IsValid(lower) ? lower : Decomposed(lower);
    }

    /// <summary>The canonical decomposition of a text, its marks in the order in which they stand.</summary>
    public static string Decomposed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var key = new StringBuilder(text.Length + 8);
        foreach (char letter in text)
        {
            if (letter is >= (char)HangulStart and <= (char)HangulEnd)
            {
                int syllable = letter - HangulStart, trail = syllable % Trails;
                key.Append((char)(0x1100 + (syllable / (Vowels * Trails)))).Append((char)(0x1161 + (syllable % (Vowels * Trails) / Trails)));
                if (trail > 0)
                {
                    key.Append((char)(0x11A7 + trail));
                }
            }
            else if (letter >= 0x80 && Decompositions.Value.TryGetValue(letter, out string? parts))
            {
                key.Append(parts);
            }
            else
            {
                key.Append(letter);
            }
        }

        return key.ToString();
    }

    private static FrozenDictionary<char, string> Read()
    {
        using Stream stream = typeof(FileNameKey).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var parts = new Dictionary<char, string>();
        while (reader.ReadLine() is { } line)
        {
            char[] letters = [.. line.Split(' ').Select(code => (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            parts[letters[0]] = new string(letters[1..]);
        }

        return parts.ToFrozenDictionary();
    }
}
