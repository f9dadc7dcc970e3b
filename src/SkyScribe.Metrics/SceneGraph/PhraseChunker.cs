using System.Collections.Frozen;
using SkyScribe.Metrics.Tagging;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Cuts a tagged caption into phrases. Adverbs, determiners and modal verbs are dropped on the way.</summary>
internal sealed class PhraseChunker
{
    private static readonly FrozenSet<string> Pronouns =
        Words("it they them this that these those he she him her we you us itself themselves here others");
    private static readonly FrozenSet<string> ClauseWords =
        Words("while where when whereas but because if although though so since until before after there");
    private static readonly FrozenSet<string> Relatives = Words("which who whose whom that");
    private static readonly FrozenSet<string> Auxiliaries = Words("is are was were am be been being 's 're 'm has have had having do does did");

    private readonly string[] _words;
    private readonly string[] _tags;
    private readonly List<Phrase> _phrases = [];
    private readonly NounPhraseReader _nouns;

    private PhraseChunker(string[] words)
    {
        (_words, _tags) = (words, PartOfSpeechTagger.Tag(words));
        for (int i = 1; i < words.Length; i++)
        {
            if (_tags[i] == "NNS" && IsUnknownVerb(words[i]))
            {
                _tags[i] = "VBZ";
            }
        }

        _nouns = new NounPhraseReader(words, _tags);
    }

    public static IReadOnlyList<Phrase> Chunk(string[] words)
    {
        var chunker = new PhraseChunker(words);
        for (int at = 0; at < words.Length;)
        {
            at += Math.Max(1, chunker.Read(at));
        }

        return chunker._phrases;
    }

    /// <summary>"Traverses": the lexicon lacks it, so that it was taken for a plural, but knows the verb, and no such noun.</summary>
    private static bool IsUnknownVerb(string word) =>
        TagLexicon.Default.Find(word) is null && TagLexicon.Default.Find(VerbLemma.Of(word)) is { } tags && tags.Contains("VB")
        && !tags.Contains("NN");

    private Phrase? Previous => _phrases.Count > 0 ? _phrases[^1] : null;

    /// <summary>Reads the phrase that begins at a word; the number of words read.</summary>
    private int Read(int at)
    {
        string word = _words[at];
        if (word is "there" or "here" && NextIsBe(at))
        {
            return Add(new Phrase(PhraseKind.Clause, word), 1);
        }

        if (word is "each" or "one" && at + 1 < _words.Length && _words[at + 1] is "other" or "another")
        {
            return Add(new Phrase(PhraseKind.Pronoun, "each other"), 2);
        }

        if (word is "as" && at + 2 < _words.Length && _words[at + 1] is "well" && _words[at + 2] is "as")
        {
            return Add(new Phrase(PhraseKind.Conjunction, "and"), 3);
        }

        if (Prepositions.At(_words, at) is ({ } label, var length) && IsPreposition(at, length))
        {
            return Add(new Phrase(PhraseKind.Preposition, label) { FirstWord = word }, length);
        }

        if (Relatives.Contains(word) && Previous?.Kind is PhraseKind.Noun or PhraseKind.Preposition && at + 1 < _words.Length
            && _tags[at + 1] is ['V', ..] or "MD")
        {
            return Add(new Phrase(PhraseKind.Relative, word), 1);
        }

        if (ClauseWords.Contains(word))
        {
            return Add(new Phrase(PhraseKind.Clause, word), 1);
        }

        if (_tags[at] == "CC")
        {
            return Add(new Phrase(PhraseKind.Conjunction, word), 1);
        }

        (Phrase? noun, length) = _nouns.Read(at, Previous);
        if (noun is not null)
        {
            return Add(noun, length);
        }

        if (Pronouns.Contains(word))
        {
            return Add(new Phrase(PhraseKind.Pronoun, word) { IsPlural = word is "they" or "them" or "these" or "those" or "themselves" or "others" },
                1);
        }

        return ReadVerb(at);
    }

    /// <summary>"Opposite" and "past" are prepositions only where they are not part of a noun phrase; "round" and "like" go by their tags.</summary>
    private bool IsPreposition(int at, int length) => length > 1 || _words[at] switch
    {
        "like" or "past" or "round" or "as" or "than" or "so" => _tags[at] is "IN",
        "opposite" or "outside" or "inside" => _tags[at] is not ("JJ" or "NN"),
        "up" => Previous?.Kind is not PhraseKind.Verb,
        "near" => _tags[at] is not "VBZ",
        "nearby" or "above" => !(_tags[at] is "JJ" && at + 1 < _words.Length && _tags[at + 1] is "NN" or "NNS"),
        _ => true,
    };

    private bool NextIsBe(int at) =>
        at + 1 < _words.Length && _words[at + 1] is "is" or "are" or "was" or "were" or "'s" or "exist" or "exists" or "stands" or "lies";

    /// <summary>Auxiliaries, adverbs and a verb, which may be "to form" or missing ("are").</summary>
    private int ReadVerb(int at)
    {
        bool isFinite = false, hasBe = false, hasHave = false;
        bool? wantsPlural = null;
        int next = at;
        for (; next < _words.Length; next++)
        {
            string word = _words[next];
            if (Auxiliaries.Contains(word) && (word != "'s" || Previous?.Kind is not PhraseKind.Noun))
            {
                isFinite |= word is not ("be" or "been" or "being" or "having");
                hasBe |= VerbLemma.Of(word) == "be";
                hasHave = VerbLemma.Of(word) == "have";
                wantsPlural ??= word switch { "is" or "was" or "'s" or "has" or "does" => false, "are" or "were" or "'re" => true, _ => null };
            }
            else if (_tags[next] is "MD" or "TO")
            {
                isFinite = true;
            }
            else if (_tags[next] is not ("RB" or "RBR" or "RBS" or "RP") || Prepositions.At(_words, next).Length > 0)
            {
                break;
            }
        }

        if (next < _words.Length && IsVerb(next))
        {
            string tag = _tags[next];
            return Add(
                new Phrase(PhraseKind.Verb, VerbLemma.Of(_words[next]))
                {
                    IsFinite = isFinite || tag is "VBZ" or "VBP" or "VB",
                    IsPassive = tag is "VBN" or "VBD" && !(hasHave && !hasBe),
                    WantsPlural = wantsPlural ?? tag switch { "VBZ" => false, "VBP" or "VB" when !isFinite => true, _ => null },
                },
                next - at + 1);
        }

        if (hasBe || hasHave)
        {
            return Add(new Phrase(PhraseKind.Verb, hasBe ? "be" : "have") { IsFinite = isFinite, WantsPlural = wantsPlural }, next - at);
        }

        return next - at;
    }

    private bool IsVerb(int at) => _tags[at] is "VB" or "VBP" or "VBZ" or "VBN" or "VBD" or "VBG";

    private int Add(Phrase phrase, int length)
    {
        _phrases.Add(phrase);
        return length;
    }

    private static FrozenSet<string> Words(string words) => FrozenSet.ToFrozenSet(words.Split(' '), StringComparer.Ordinal);
}
