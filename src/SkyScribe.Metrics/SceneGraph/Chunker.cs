using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Cuts a caption into noun phrases and what stands between them.</summary>
internal static class Chunker
{
    // Nouns that only count or measure what follows "of": "a lot of trees" are trees.
    private static readonly Dictionary<string, string?> _quantities = new(StringComparer.Ordinal)
    {
        ["lot"] = "many", ["lots"] = "many", ["number"] = "many", ["numbers"] = "many", ["plenty"] = "many", ["couple"] = "two", ["pair"] = "two",
        ["variety"] = "various", ["kind"] = null, ["kinds"] = null, ["type"] = null, ["types"] = null, ["sort"] = null, ["part"] = null, ["parts"] = null,
        ["piece"] = null, ["pieces"] = null, ["expanse"] = null, ["bit"] = null, ["dozens"] = "many", ["hundreds"] = "many", ["thousands"] = "many",
    };

    private static readonly ILookup<string, string[]> _prepositions = new string[][]
    {
        ["on", "both", "sides", "of"], ["on", "the", "side", "of"], ["on", "one", "side", "of"], ["at", "the", "side", "of"], ["by", "the", "side", "of"],
        ["in", "the", "middle", "of"], ["in", "the", "center", "of"], ["in", "the", "centre", "of"], ["at", "the", "edge", "of"], ["on", "the", "edge", "of"],
        ["at", "the", "foot", "of"], ["in", "the", "corner", "of"], ["at", "the", "corner", "of"], ["on", "top", "of"], ["in", "front", "of"], ["in", "the", "front", "of"],
        ["next", "to"], ["close", "to"], ["adjacent", "to"], ["opposite", "to"], ["parallel", "to"], ["along", "with"], ["together", "with"], ["instead", "of"],
        ["inside", "of"], ["outside", "of"], ["because", "of"], ["up", "to"], ["out", "of"], ["made", "up", "of"], ["composed", "of"], ["consisting", "of"], ["consists", "of"],
    }.ToLookup(phrase => phrase[0], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> _oneNameFor = new(StringComparer.Ordinal)
    {
        ["next to"] = "near", ["close to"] = "near", ["adjacent to"] = "near", ["beside"] = "near", ["by"] = "near", ["besides"] = "near", ["nearby"] = "near", ["around"] = "around",
        ["along with"] = "with", ["together with"] = "with", ["within"] = "in", ["inside"] = "in", ["inside of"] = "in", ["into"] = "in", ["upon"] = "on",
        ["made up of"] = "of", ["composed of"] = "of", ["consisting of"] = "of", ["consists of"] = "of", ["across"] = "through",
    };

    private static readonly HashSet<string> _copulas = ["is", "are", "was", "were", "be", "been", "being", "looks", "look", "seems", "seem"];

    /// <summary>The parts of a caption, in order.</summary>
    public static List<Chunk> Cut(IReadOnlyList<string> words)
    {
        string[] tags = PartOfSpeechTagger.Tag(words);
        var chunks = new List<Chunk>();
        for (int at = 0; at < words.Count;)
        {
            at += Preposition(words, at, chunks) is > 0 and var length ? length
                : NounPhrase(words, tags, at, chunks) is > 0 and var nouns ? nouns
                : OneWord(words, tags, at, chunks);
        }

        return chunks;
    }

    private static int Preposition(IReadOnlyList<string> words, int at, List<Chunk> chunks)
    {
        string[]? phrase = null;
        foreach (string[] candidate in _prepositions[words[at]])
        {
            if (IsAt(candidate, words, at))
            {
                phrase = candidate;
                break;
            }
        }

        if (phrase is null)
        {
            return 0;
        }

        // "on the side of" says where: the noun is the relation.
        string name = phrase.Length > 2 && phrase[^1] == "of" && phrase[0] is "on" or "in" or "at" or "by" ? Lemma.Noun(phrase[^2]) : string.Join(' ', phrase);
        chunks.Add(new Chunk(ChunkKind.Preposition, _oneNameFor.GetValueOrDefault(name, name), []));
        return phrase.Length;
    }

    private static bool IsAt(string[] phrase, IReadOnlyList<string> words, int at)
    {
        for (int i = 0; i < phrase.Length; i++)
        {
            if (at + i >= words.Count || words[at + i] != phrase[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds the noun phrase that starts here; gives the number of its words, 0 where none starts.</summary>
    private static int NounPhrase(IReadOnlyList<string> words, string[] tags, int start, List<Chunk> chunks)
    {
        var attributes = new List<string>();
        string? head = null;
        int at = start;
        for (; at < words.Count; at++)
        {
            bool isNoun = tags[at].StartsWith("NN", StringComparison.Ordinal);
            if (head is not null && !isNoun && tags[at] != "POS")
            {
                break;
            }

            if (isNoun && at + 2 < words.Count && words[at + 1] == "of" && _quantities.TryGetValue(words[at], out string? quantity))
            {
                // What was said of the measure is not said of the thing: "a large number of cars".
                attributes.Clear();
                attributes.AddRange(quantity is null ? [] : [quantity]);
                at++;
                continue;
            }

            if (isNoun)
            {
                attributes.AddRange(head is null ? [] : [head]);
                head = Lemma.Noun(words[at]);
            }
            else if (IsModifier(words, tags, at))
            {
                attributes.AddRange(tags[at] is "DT" or "PRP$" or "POS" or "RB" or "CC" ? [] : [words[at]]);
            }
            else
            {
                break;
            }
        }

        if (head is null)
        {
            return 0;
        }

        chunks.Add(new Chunk(ChunkKind.Noun, head, [.. attributes.Distinct()]));
        return at - start;
    }

    private static bool IsModifier(IReadOnlyList<string> words, string[] tags, int at) => tags[at] switch
    {
        "DT" or "PRP$" or "CD" or "JJ" or "JJR" or "JJS" or "PDT" or "POS" => words[at] is not ("that" or "this" or "these" or "those") || IsBeforeNoun(tags, at + 1),
        "VBN" or "VBG" or "VBD" or "RB" => IsBeforeNoun(tags, at + 1) && (at == 0 || tags[at - 1] is "DT" or "JJ" or "CD" or "IN" or "CC" or "PRP$" or "RB" or "VBP" or "VBZ"),

        // "green and brown fields"
        "CC" => at > 0 && tags[at - 1].StartsWith("JJ", StringComparison.Ordinal) && IsBeforeNoun(tags, at + 1) && at + 1 < tags.Length && tags[at + 1].StartsWith("JJ", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsBeforeNoun(string[] tags, int at)
    {
        while (at < tags.Length && (tags[at].StartsWith("JJ", StringComparison.Ordinal) || tags[at] is "CD" or "VBN" or "VBG" or "CC"))
        {
            at++;
        }

        return at < tags.Length && tags[at].StartsWith("NN", StringComparison.Ordinal);
    }

    private static int OneWord(IReadOnlyList<string> words, string[] tags, int at, List<Chunk> chunks)
    {
        string word = words[at], tag = tags[at];
        Chunk? chunk = tag switch
        {
            _ when _copulas.Contains(word) => new Chunk(ChunkKind.Copula, "be", []),
            _ when word is "has" or "have" or "having" or "had" or "contains" or "contain" => new Chunk(ChunkKind.Verb, "with", []),
            _ when word is "and" or "or" or "while" or "but" => new Chunk(ChunkKind.And, "and", []),
            "WDT" or "WP" or "WRB" => new Chunk(ChunkKind.Relative, word, []),
            "PRP" or "EX" or "DT" => new Chunk(ChunkKind.Empty, word, []),
            "IN" or "TO" or "RP" => new Chunk(ChunkKind.Preposition, _oneNameFor.GetValueOrDefault(word, word), []),
            "VBN" => new Chunk(ChunkKind.Participle, word, []),
            "VBG" or "VBZ" or "VBP" or "VBD" or "VB" => new Chunk(ChunkKind.Verb, Lemma.Verb(word), []),
            "JJ" or "JJR" or "JJS" or "CD" => new Chunk(ChunkKind.Adjective, word, []),
            _ => null,
        };
        if (chunk is not null)
        {
            chunks.Add(chunk);
        }

        return 1;
    }
}
