using System.IO.Compression;

namespace SkyScribe.Metrics.Tagging;

/// <summary>Which Penn tags a word can have, the most likely first: Brill's lexicon and what it lacks for captions.</summary>
internal sealed class TagLexicon
{
    private const string Resource = "brill-lexicon.tsv.br";

    private static readonly Lazy<TagLexicon> OfResource = new(ReadResource);

    /// <summary>The lexicon leaves out numerals and a few words of the captions; these lines come before its own.</summary>
    private static readonly (string Words, string Tags)[] Additions =
    [
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", "CD"),
        ("twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen", "CD"),
        ("both", "DT"),
        ("half", "NN DT JJ RB"),
        ("loess chaparral bareland", "NN"),
        ("cyan", "JJ NN"),
        ("'s", "POS VBZ"),
        ("n't", "RB"),
        ("'m 're 've", "VBP"),
        ("'d 'll ca wo", "MD"),
        ("% &", "SYM"),

        // The lexicon keeps every slip of its corpus ("is" as a plural noun); rules must not choose those for everyday words.
        ("a an the", "DT"),
        ("is has goes", "VBZ"),
        ("are", "VBP"),
        ("was were", "VBD"),
        ("have", "VBP VB"),
        ("go", "VB VBP"),
        ("and or", "CC"),
        ("of in on with at from into", "IN"),
        ("many several few", "JJ"),
        ("can", "MD"),
        ("close", "JJ RB NN VB VBP"),
        ("tracks", "NNS VBZ"),
        ("upper", "JJ"),
        ("complicated", "JJ VBN"),
    ];

    private readonly Dictionary<string, string[]> _tags;

    private TagLexicon(Dictionary<string, string[]> tags) => _tags = tags;

    /// <summary>The lexicon of this library, read once.</summary>
    public static TagLexicon Default => OfResource.Value;

    /// <summary>The tags of a lower-case word; null for a word the lexicon does not know in any case.</summary>
    public string[]? Find(string word)
    {
        if (_tags.TryGetValue(word, out string[]? tags))
        {
            return tags;
        }

        return word.Length > 1 && _tags.TryGetValue(char.ToUpperInvariant(word[0]) + word[1..], out tags) ? tags : null;
    }

    private static TagLexicon ReadResource()
    {
        var entries = new Dictionary<string, string[]>(100_000, StringComparer.Ordinal);
        foreach ((string words, string tags) in Additions)
        {
            foreach (string word in words.Split(' '))
            {
                entries[word] = tags.Split(' ');
            }
        }

        using Stream stream = typeof(TagLexicon).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the resource {Resource} is missing from this assembly: rebuild it");
        using var reader = new StreamReader(new BrotliStream(stream, CompressionMode.Decompress));
        var shared = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            string list = line[(tab + 1)..];
            if (!shared.TryGetValue(list, out string[]? tags))
            {
                // "VBN|JJ" marks an annotator's doubt; both count as readings.
                shared[list] = tags = [.. list.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries).Distinct()];
            }

            entries.TryAdd(line[..tab], tags);
        }

        return new TagLexicon(entries);
    }
}
