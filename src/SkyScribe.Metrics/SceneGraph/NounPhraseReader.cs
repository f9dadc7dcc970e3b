using System.Collections.Frozen;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Reads a noun with its determiners, numbers, adjectives and nouns before it; or adjectives alone.</summary>
internal sealed class NounPhraseReader(string[] words, string[] tags)
{
    /// <summary>"A piece of meadow" is meadow: these say how much or what kind, and the adjectives before them go over to the noun after
    /// "of".</summary>
    private static readonly FrozenSet<string> Measures = Words(
        "piece part kind sort type lot number amount plenty couple pair group bunch variety bit portion set dozen hundred thousand quantity total expanse stretch majority mass");

    /// <summary>Of those, the ones that say "many".</summary>
    private static readonly FrozenSet<string> Many = Words("lot number amount plenty dozen hundred thousand quantity bunch");

    /// <summary>How far ahead to look for the noun of adjectives.</summary>
    private const int MostAhead = 12;

    private readonly List<string> _attributes = [];
    private int _at;

    /// <summary>The phrase that begins at a word, and its length in words; null where none does.</summary>
    /// <param name="start">Its first word.</param>
    /// <param name="previous">The phrase before it: after a noun, "surrounding" is a verb; after "be", adjectives may stand alone.</param>
    public (Phrase? Phrase, int Length) Read(int start, Phrase? previous)
    {
        _attributes.Clear();
        _at = start;
        string? head = null, headTag = null;
        bool hasDeterminer = false;
        for (; _at < words.Length; _at++)
        {
            string tag = tags[_at];
            if (IsNoun(_at))
            {
                if (head is not null && headTag is "NNS" or "NNPS" && NounLemma.IsPlural(head, headTag))
                {
                    break;
                }

                AddHead(head, headTag);
                (head, headTag) = (words[_at], tag);
            }
            else if (tag is "POS" && head is not null && words[_at] is "'s" or "'" && LeadsToNoun(_at + 1, false))
            {
                continue;
            }
            else if (tag is "DT" or "PRP$" or "PDT" or "WP$" && head is null)
            {
                if (tag is "DT" && _at > start && !hasDeterminer && _attributes.Count > 0 && !LeadsToNoun(_at + 1, true))
                {
                    break;
                }

                hasDeterminer = true;
                if (words[_at] is "no")
                {
                    _attributes.Add("no");
                }
            }
            else if (head is not null)
            {
                // "sky blue roofs", but not "trees green" or "a road two cars".
                if (headTag is not "NN" || !IsInsideCompound())
                {
                    break;
                }

                AddHead(head, headTag);
                (head, headTag) = (null, null);
                _attributes.Add(AttributeOf(_at));
            }
            else if (tag is "CD" or "JJ" or "JJR" or "JJS" || IsParticipleBeforeNoun(start, previous))
            {
                _attributes.Add(AttributeOf(_at));
            }
            else if (tag is "CC" && _attributes.Count > 0 && JoinsAdjectives(start, previous))
            {
                continue;
            }
            else if (tag is not ("RB" or "RBR" or "RBS") || !LeadsToAdjective(_at + 1))
            {
                break;
            }
        }

        int length = _at - start;
        if (head is null)
        {
            return ReadWithoutNoun(start, length);
        }

        string lemma = NounLemma.Of(head, headTag!);
        if (Measures.Contains(lemma) && NextIs("of") && ReadMeasured(start, Many.Contains(lemma)) is { } measured)
        {
            return measured;
        }

        return (Noun(lemma, NounLemma.IsPlural(head, headTag!)), length);
    }

    /// <summary>"Two of the cars", or adjectives alone.</summary>
    private (Phrase? Phrase, int Length) ReadWithoutNoun(int start, int length)
    {
        if (length > 0 && NextIs("of") && (_attributes.Count > 0 || words[start] is "some" or "all" or "both" or "each")
            && ReadMeasured(start, false) is { } measured)
        {
            return measured;
        }

        return _attributes.Count > 0 ? (new Phrase(PhraseKind.Adjective, "") { Attributes = [.. _attributes] }, length) : (null, 0);
    }

    private (Phrase? Phrase, int Length)? ReadMeasured(int start, bool isMany)
    {
        string[] before = isMany ? [.. _attributes.Where(word => word is not ("large" or "great" or "big" or "whole" or "small")), "many"]
            : [.. _attributes];
        int at = _at;
        (Phrase? noun, int length) = Read(at + 1, null);
        if (noun is { Kind: PhraseKind.Noun })
        {
            return (noun with { Attributes = [.. before.Union(noun.Attributes)], IsPlural = noun.IsPlural }, at + 1 + length - start);
        }

        _at = at;
        _attributes.Clear();
        _attributes.AddRange(before.Where(word => word != "many"));
        return null;
    }

    private Phrase Noun(string lemma, bool isPlural) =>
        new(PhraseKind.Noun, lemma) { Attributes = [.. _attributes.Where(word => word != lemma).Distinct()], IsPlural = isPlural };

    private void AddHead(string? head, string? tag)
    {
        if (head is not null)
        {
            _attributes.Add(NounLemma.Of(head, tag!));
        }
    }

    private bool NextIs(string word) => _at < words.Length && words[_at] == word;

    private bool IsNoun(int at) =>
        tags[at] is "NN" or "NNS" or "NNP" or "NNPS" or "FW" && !(words[at] is "lots" && at + 1 < words.Length && tags[at + 1] is "NNS");

    private string AttributeOf(int at) => tags[at] is "VBN" or "VBD" or "VBG" ? VerbLemma.Of(words[at]) : words[at];

    /// <summary>"Withered plants" and "a twisted river", not "cars parked near" or "trees surrounding buildings".</summary>
    private bool IsParticipleBeforeNoun(int start, Phrase? previous) =>
        tags[_at] is "VBN" or "VBD" or "VBG" && LeadsToNoun(_at + 1, false)
        && (_at > start || previous is null or { Kind: PhraseKind.Preposition or PhraseKind.Conjunction });

    /// <summary>"Red and white roofs", "a grand and expansive area"; "are green and white" too, but not "are green and white waves are
    /// ...".</summary>
    private bool JoinsAdjectives(int start, Phrase? previous)
    {
        int next = _at + 1;
        if (_at == start || next >= words.Length || words[_at] is "but" || tags[_at - 1] is not ("JJ" or "JJR" or "JJS" or "CD" or "VBN" or "VBG"))
        {
            return false;
        }

        bool isAdjective = tags[next] is "JJ" or "JJR" or "JJS" or "CD" || (tags[next] is "VBN" or "VBG" or "NN" && LeadsToNoun(next + 1, false));
        if (!isAdjective || !(previous?.IsCopula ?? false) || tags[start] is "DT")
        {
            return isAdjective && (LeadsToNoun(next, false) || previous?.IsCopula == true);
        }

        // After "be": the adjectives are a predicate, unless a noun follows that is not the subject of a clause of its own.
        int noun = next;
        while (noun < words.Length && tags[noun] is "JJ" or "NN" or "NNS" or "RB")
        {
            noun++;
        }

        return noun >= words.Length || tags[noun] is not ("VBZ" or "VBP" or "VBD") || !LeadsToNoun(next, false);
    }

    /// <summary>After a noun: an adjective or the like within the phrase, as in "sky blue roofs" and "eye shaped center".</summary>
    private bool IsInsideCompound() =>
        (tags[_at] is "JJ" && words[_at] is not ("many" or "several" or "few") && LeadsToNoun(_at + 1, false))
        || (words[_at] is "shaped" or "colored" or "coloured" or "roofed" or "sized" && _at + 1 < words.Length && IsNoun(_at + 1));

    private bool LeadsToAdjective(int at) =>
        at < words.Length && (tags[at] is "JJ" or "JJR" or "JJS" || (tags[at] is "RB" && LeadsToAdjective(at + 1))
        || (tags[at] is "VBN" or "VBG" && LeadsToNoun(at + 1, false)));

    /// <summary>Whether adjectives and the like, then a noun stand here.</summary>
    private bool LeadsToNoun(int at, bool orDeterminer)
    {
        for (int end = Math.Min(words.Length, at + MostAhead); at < end; at++)
        {
            if (IsNoun(at))
            {
                return true;
            }

            if (!(tags[at] is "JJ" or "JJR" or "JJS" or "CD" or "VBN" || (tags[at] is "CC" && words[at] is "and" or "or")
                || (orDeterminer && tags[at] is "DT")))
            {
                return false;
            }
        }

        return false;
    }

    private static FrozenSet<string> Words(string list) => FrozenSet.ToFrozenSet(list.Split(' '), StringComparer.Ordinal);
}
