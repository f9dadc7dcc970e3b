using System.Security.Cryptography;
using System.Text;
using SkyScribe.Metrics.SceneGraph;

namespace SkyScribe.Metrics.Content;

/// <summary>Which words of captions name which kinds of objects.</summary>
/// <remarks>A list of words is a text: one kind a line, a colon, its words in the singular with commas between them; lines that begin with # are
/// remarks. Where phrases overlap the longest counts. The kind "-" is for phrases that name nothing ("baseball field" is no field).</remarks>
public sealed class ObjectWords
{
    private const string Nothing = "-", Resource = "object-words.txt", Plural = "NNS";
    private const int MostLines = 10_000, HashDigits = 12;
    private static readonly Lazy<ObjectWords> Bundled = new(ReadBundled);

    private readonly Dictionary<string, string> _kinds;   // by the phrase
    private readonly int _longest;

    private ObjectWords(Dictionary<string, string> kinds, string hash)
    {
        (_kinds, Hash) = (kinds, hash);
        _longest = kinds.Keys.Max(phrase => phrase.Count(letter => letter == ' ') + 1);
        Kinds = [.. _kinds.Values.Where(kind => kind != Nothing).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The bundled list: the 17 kinds that Chaudhuri et al. (2018) labelled in UC Merced's pictures, with words of ours.</summary>
    public static ObjectWords Aerial => Bundled.Value;

    /// <summary>The kinds, in ordinal order.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>The first twelve digits of the list's SHA-256, for signatures.</summary>
    public string Hash { get; }

    /// <summary>Reads a list.</summary>
    /// <param name="text">the list</param>
    /// <exception cref="FormatException">A line is none of a list, or a phrase has two kinds; the message has the line's number.</exception>
    public static ObjectWords Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] lines = text.Split('\n');
        if (lines.Length > MostLines)
        {
            throw new FormatException($"found {lines.Length} lines, expected at most {MostLines}");
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } kind, { Length: > 0 } words])
            {
                throw new FormatException($"line {i + 1}: found '{line}', expected \"kind: word, two words\"");
            }

            foreach (string phrase in words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string singular = string.Join(' ', phrase.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Singular));
                if (!kinds.TryAdd(singular, kind))
                {
                    throw new FormatException($"line {i + 1}: '{phrase}' has two kinds, {kinds[singular]} and {kind}; expected one");
                }
            }
        }

        return kinds.Values.All(kind => kind == Nothing)
            ? throw new FormatException("found no kind, expected lines of \"kind: word, two words\"")
            : new ObjectWords(kinds, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits]);
    }

    /// <summary>The kinds that a caption names.</summary>
    /// <param name="tokens">its tokens, lower case</param>
    public IReadOnlySet<string> KindsIn(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        string[] words = [.. tokens.Select(Singular)];
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < words.Length;)
        {
            int length = Math.Min(_longest, words.Length - i);
            string? kind = null;
            while (length > 0 && !_kinds.TryGetValue(string.Join(' ', words, i, length), out kind))
            {
                length--;
            }

            if (kind is not (null or Nothing))
            {
                named.Add(kind);
            }

            i += Math.Max(1, length);
        }

        return named;
    }

    private static string Singular(string word) => NounLemma.Of(word, Plural);

    private static ObjectWords ReadBundled()
    {
        using var stream = typeof(ObjectWords).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
