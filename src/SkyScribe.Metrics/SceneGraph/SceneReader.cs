using System.Collections.Frozen;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Reads the phrases of a caption from left to right and states what they say: objects, attributes, relations.</summary>
/// <remarks>
/// A preposition describes the noun before it; after a verb it describes the verb's subject. "With" and "of" describe the last noun only, others
/// all nouns that are joined by "and". docs/scene-graph-f.md has the grammar.
/// </remarks>
internal sealed class SceneReader
{
    /// <summary>More nouns joined by "and" begin a new group, so that relations between groups stay few whatever the caption.</summary>
    private const int MostJoined = 8;

    /// <summary>Verbs that only say that something is somewhere: "is located in" says no more than "is in".</summary>
    private static readonly FrozenSet<string> _placing = Words("be locate situate lie stand sit place position stay exist see seem look can appear distribute");

    /// <summary>Verbs of which "with" names the doer as "by" does: "covered with trees".</summary>
    private static readonly FrozenSet<string> _covering = Words("cover surround fill border encircle line");

    /// <summary>Verbs of movement, after which "by" is a place: "a railway passed by this area".</summary>
    private static readonly FrozenSet<string> _moving = Words("pass go run flow drive stand sit lie move park stop come");

    /// <summary>Objects that go through or across others.</summary>
    private static readonly FrozenSet<string> _routes = Words(
        "road railway railroad river trail path highway freeway street stream track lane overpass viaduct bridge canal way route creek");

    private readonly IReadOnlyList<Phrase> _phrases;
    private readonly HashSet<SceneTuple> _tuples = [];
    private readonly List<ObjectGroup> _groups = [];
    private readonly List<(Phrase Preposition, ObjectGroup Objects)> _fronted = [];

    private int _at;
    private bool _joins;
    private ObjectGroup? _subject, _earlierSubject, _last;
    private Phrase? _verb;
    private ObjectGroup? _verbSubject;
    private bool _hasFinite, _hasParticiple;

    // What the next preposition describes instead of the last noun, and whether those after it do too.
    private ObjectGroup? _anchor;
    private bool _anchorStays;

    private SceneReader(IReadOnlyList<Phrase> phrases) => _phrases = phrases;

    public static IReadOnlyCollection<SceneTuple> Read(IReadOnlyList<Phrase> phrases)
    {
        var reader = new SceneReader(phrases);
        for (reader._at = 0; reader._at < phrases.Count; reader._at++)
        {
            reader.Read(phrases[reader._at]);
        }

        return reader._tuples;
    }

    private Phrase? Previous => _at > 0 ? _phrases[_at - 1] : null;

    private Phrase? Next(int steps = 1) => _at + steps < _phrases.Count ? _phrases[_at + steps] : null;

    private void Read(Phrase phrase)
    {
        switch (phrase.Kind)
        {
            case PhraseKind.Conjunction:
                _joins = true;
                return;
            case PhraseKind.Clause:
                BeginClause();
                break;
            case PhraseKind.Relative:
                _subject = _last?.Top ?? _subject;
                (_verb, _hasFinite) = (null, false);
                break;
            case PhraseKind.Noun:
                ReadNoun(phrase);
                break;
            case PhraseKind.Pronoun:
                ReadPronoun(phrase);
                break;
            case PhraseKind.Adjective:
                ReadAdjective(phrase);
                break;
            case PhraseKind.Preposition:
                ReadPreposition(phrase);
                break;
            case PhraseKind.Verb:
                ReadVerb(phrase);
                break;
        }

        _joins = false;
    }

    private void BeginClause()
    {
        (_earlierSubject, _subject, _last) = (_subject ?? _earlierSubject, null, null);
        (_verb, _verbSubject, _hasFinite, _hasParticiple) = (null, null, false, false);
        (_anchor, _anchorStays) = (null, false);
    }

    private void ReadNoun(Phrase phrase)
    {
        if (_verb is { } verb && !_joins)
        {
            ReadVerbComplement(phrase, verb);
        }
        else if (_joins && _last is not null)
        {
            Join(phrase);
        }
        else if (Previous?.Kind == PhraseKind.Noun && _last is not null && _fronted.Count == 0)
        {
            // The comma of a list is gone.
            AddTo(_last, phrase);
        }
        else
        {
            if (_subject is not null)
            {
                BeginClause();
            }

            BecomeSubject(phrase);
        }
    }

    private void ReadVerbComplement(Phrase phrase, Phrase verb)
    {
        _verb = null;
        if (_verbSubject is not { } subject)
        {
            if (verb.IsCopula || _subject is null)
            {
                BecomeSubject(phrase);
            }

            return;
        }

        string label = verb.Lemma == "have" ? "with" : verb.Lemma;
        _last = NewGroup(phrase, subject, label, "");
        Relate(subject, label, _last);
        (_anchor, _anchorStays) = (null, false);
    }

    private void BecomeSubject(Phrase phrase)
    {
        _subject = _last = NewGroup(phrase, null, "", "");
        (_anchor, _anchorStays) = (null, false);
        foreach ((Phrase preposition, ObjectGroup objects) in _fronted)
        {
            Relate(_subject, preposition.Lemma, objects);
        }

        _fronted.Clear();
    }

    /// <summary>A noun after "and": of the group before it, of the group that group hangs on, or the subject of a clause of its own.</summary>
    private void Join(Phrase phrase)
    {
        ObjectGroup last = _last!;
        Phrase? next = Next();
        bool isBetween = last is { Label: "between", Objects.Count: 1 };
        bool beginsClause = next is { Kind: PhraseKind.Verb, IsFinite: true }
            && (_hasFinite || (_hasParticiple && next.WantsPlural is { } plural && plural == phrase.IsPlural));
        bool isPlace = next is { Kind: PhraseKind.Preposition };
        bool isAlike = isPlace && last.FirstWord.Length > 0 && next!.FirstWord == last.FirstWord && !isBetween;
        bool endsInPlace = isPlace && IsAlone(2) && Prepositions.StandsAlone(next!.Lemma) && last.Label != "with" && last.Governor is not null && !isBetween;
        if (beginsClause || ((isAlike || endsInPlace) && last.Governor is not { Governor: not null }))
        {
            ObjectGroup? before = endsInPlace && !beginsClause ? last.Governor : null;
            BeginClause();
            BecomeSubject(phrase);
            _earlierSubject = before ?? _earlierSubject;
        }
        else if (isAlike || endsInPlace)
        {
            Hang(phrase, last.Governor!.Governor!, last.Governor.Label, last.Governor.FirstWord);
        }
        else if (Previous2 is PhraseKind.Noun || (isBetween && last.Governor is not null))
        {
            AddTo(last, phrase);
        }
        else if (_verbSubject is { Governor: { } governor } described)
        {
            // "With houses arranged neatly and trees ...": the verb closed the houses' group.
            Hang(phrase, governor, described.Label, described.FirstWord);
        }
        else if (last.Governor is { } parent)
        {
            Hang(phrase, parent, last.Label, last.FirstWord);
        }
        else
        {
            BeginClause();
            BecomeSubject(phrase);
        }
    }

    /// <summary>What stands before the conjunction.</summary>
    private PhraseKind? Previous2 => _at > 1 ? _phrases[_at - 2].Kind : null;

    private void Hang(Phrase phrase, ObjectGroup governor, string label, string firstWord)
    {
        _last = NewGroup(phrase, governor, label, firstWord);
        Relate(governor, label, _last);
        (_anchor, _anchorStays, _verbSubject) = (null, false, null);
    }

    private void ReadPronoun(Phrase phrase)
    {
        if (phrase.Lemma == "each other")
        {
            return;
        }

        if (Next() is { Kind: PhraseKind.Verb } && _verb is null)
        {
            BeginClause();
            _subject = _earlierSubject;
        }
        else if (_verb is not null && _verbSubject is not null && Antecedent(phrase, _verbSubject) is { } target)
        {
            Relate(_verbSubject, _verb.Lemma == "have" ? "with" : _verb.Lemma, target);
            _verb = null;
        }
    }

    private void ReadAdjective(Phrase phrase)
    {
        ObjectGroup? described = _verb is not null ? _verbSubject : Previous?.Kind == PhraseKind.Noun ? _last : _joins ? _verbSubject : null;
        foreach (string noun in described?.Objects ?? [])
        {
            foreach (string attribute in phrase.Attributes)
            {
                _tuples.Add(SceneTuple.OfAttribute(noun, attribute));
            }
        }

        _verb = null;
    }

    private void ReadPreposition(Phrase phrase)
    {
        Phrase? verb = _verb;
        _verb = null;
        Phrase? next = Next();
        if (next?.Kind == PhraseKind.Noun)
        {
            _at++;
            ReadPlace(phrase, next, verb);
        }
        else if (next?.Kind == PhraseKind.Pronoun)
        {
            _at++;
            if (Source(phrase) is { } source && next.Lemma != "each other" && Antecedent(next, source) is { } target)
            {
                Relate(source, phrase.Lemma, target);
            }
        }
        else if (Prepositions.StandsAlone(phrase.Lemma) && Source(phrase) is { } source
            && (source.Governor ?? (source == _subject ? _earlierSubject : _subject)) is { } target && target != source)
        {
            Relate(source, phrase.Lemma, target);
        }
    }

    private void ReadPlace(Phrase phrase, Phrase noun, Phrase? verb)
    {
        bool isDoer = _doing is not null && (phrase.Lemma == "by" || (phrase.Lemma == "with" && _covering.Contains(_doing.Lemma)));
        ObjectGroup? source = isDoer ? _verbSubject : Source(phrase);
        if (source is null)
        {
            _last = NewGroup(noun, null, phrase.Lemma, phrase.FirstWord);
            _fronted.Add((phrase, _last));
            return;
        }

        _last = NewGroup(noun, source, isDoer ? _doing!.Lemma : phrase.Lemma, phrase.FirstWord, isDoer);
        if (isDoer)
        {
            Relate(_last, _doing!.Lemma, source);
        }
        else
        {
            Relate(phrase.Lemma is "of" or "with" && source.Objects.Count > 1 && source != _anchor ? Only(source) : source, phrase.Lemma, _last);
        }

        if (phrase.Lemma != "of" && (!_anchorStays || (phrase.Lemma == "with" && !isDoer)))
        {
            (_anchor, _anchorStays) = (null, false);
        }

        _afterDoer = isDoer;
        _doing = isDoer || phrase.Lemma == "of" ? null : _doing;
    }

    // The verb whose doer "by" may still name; and whether it was just named.
    private Phrase? _doing;
    private bool _afterDoer;

    /// <summary>What a preposition describes.</summary>
    private ObjectGroup? Source(Phrase preposition)
    {
        if (preposition.Lemma == "of")
        {
            return _last;
        }

        if (_joins && Previous2 is PhraseKind.Noun && _last is { Governor: { } governor, FirstWord.Length: > 0 })
        {
            return governor;
        }

        bool describesLast = _anchor is null || (_afterDoer && preposition.Lemma == "with");
        return describesLast ? _last?.Top : _anchor;
    }

    private void ReadVerb(Phrase verb)
    {
        ObjectGroup? subject = SubjectOf(verb);
        (_verb, _verbSubject, _doing, _afterDoer) = (null, subject, null, false);
        (_hasFinite, _hasParticiple) = (_hasFinite || verb.IsFinite, _hasParticiple || !verb.IsFinite);
        (_anchor, _anchorStays) = (subject, !verb.IsCopula && !_placing.Contains(verb.Lemma));
        Phrase? next = Next();
        if (verb.IsCopula || verb.Lemma == "have" || next?.Kind is PhraseKind.Noun)
        {
            _verb = verb;
            return;
        }

        if (next is { Kind: PhraseKind.Pronoun, Lemma: not "each other" } && !verb.IsPassive)
        {
            _verb = verb;
            return;
        }

        _doing = verb.IsPassive && !_moving.Contains(verb.Lemma) ? verb : null;
        bool isDone = _doing is not null && next is { Kind: PhraseKind.Preposition } && (next.Lemma == "by" || (next.Lemma == "with" && _covering.Contains(verb.Lemma)));
        if (subject is null || isDone || _placing.Contains(verb.Lemma))
        {
            return;
        }

        if (verb.Lemma == "surround" && !verb.IsFinite && subject.Governor is { } surrounded)
        {
            // "A villa with plants surrounded": in these corpora the plants surround.
            Relate(subject, verb.Lemma, surrounded);
            return;
        }

        foreach (string noun in subject.Objects)
        {
            _tuples.Add(SceneTuple.OfAttribute(noun, verb.Lemma));
        }
    }

    /// <summary>The subject of a verb: the clause's for one with a tense, the noun before it for a participle.</summary>
    private ObjectGroup? SubjectOf(Phrase verb)
    {
        if (_joins && _verbSubject is not null)
        {
            return _verbSubject;
        }

        if (!verb.IsFinite)
        {
            return _last?.Top ?? _subject;
        }

        // "With plants flourish on both banks", "with a road goes through": a tense, but the noun after "with" does it.
        bool isOfLast = Previous?.Kind == PhraseKind.Noun && _last is { Label: "with" } && _subject is not null
            && (_moving.Contains(verb.Lemma) || _routes.Contains(_last.Objects[^1])
                ? _routes.Contains(_last.Objects[^1]) && !_routes.Contains(_subject.Objects[^1])
                : verb.WantsPlural is { } plural && plural != _subject.IsPlural && plural == _last.IsPlural);
        return isOfLast ? _last : _fronted.Count > 0 && _subject is null ? null : _subject;
    }

    /// <summary>What a pronoun means where it is said of a source: what the source describes, or an earlier object, if the number fits.</summary>
    private ObjectGroup? Antecedent(Phrase pronoun, ObjectGroup source)
    {
        if (source.Governor is { } governor && governor.IsPlural == pronoun.IsPlural)
        {
            return governor;
        }

        for (int i = _groups.Count - 1; i >= 0; i--)
        {
            if (_groups[i] != source && _groups[i].IsPlural == pronoun.IsPlural)
            {
                return _groups[i];
            }
        }

        return source.Governor ?? (_earlierSubject != source ? _earlierSubject : null);
    }

    private bool IsAlone(int steps) => Next(steps)?.Kind is not (PhraseKind.Noun or PhraseKind.Pronoun);

    private ObjectGroup NewGroup(Phrase phrase, ObjectGroup? governor, string label, string firstWord, bool isDoer = false)
    {
        var group = new ObjectGroup(phrase.IsPlural) { Governor = governor, Label = label, FirstWord = firstWord, IsDoer = isDoer };
        _groups.Add(group);
        State(phrase);
        group.Objects.Add(phrase.Lemma);
        return group;
    }

    /// <summary>A group of the last of joined objects, for what is said of that one only.</summary>
    private static ObjectGroup Only(ObjectGroup group)
    {
        var last = new ObjectGroup(group.IsPlural) { Governor = group.Governor, Label = group.Label, FirstWord = group.FirstWord };
        last.Objects.Add(group.Objects[^1]);
        return last;
    }

    private void AddTo(ObjectGroup group, Phrase phrase)
    {
        if (group.Objects.Count >= MostJoined)
        {
            _last = NewGroup(phrase, group.Governor, group.Label, group.FirstWord);
            return;
        }

        State(phrase);
        group.Objects.Add(phrase.Lemma);
        group.IsPlural = true;
        if (group.Governor is { } governor && group.Label.Length > 0)
        {
            foreach (string noun in governor.Objects)
            {
                (string from, string to) = group.IsDoer ? (phrase.Lemma, noun) : (noun, phrase.Lemma);
                AddRelation(from, group.Label, to);
            }
        }
    }

    private void State(Phrase noun)
    {
        _tuples.Add(SceneTuple.Of(noun.Lemma));
        foreach (string attribute in noun.Attributes)
        {
            _tuples.Add(SceneTuple.OfAttribute(noun.Lemma, attribute));
        }
    }

    private void Relate(ObjectGroup source, string label, ObjectGroup target)
    {
        foreach (string from in source.Objects)
        {
            foreach (string to in target.Objects)
            {
                AddRelation(from, label, to);
            }
        }
    }

    private void AddRelation(string from, string label, string to) => _tuples.Add(SceneTuple.OfRelation(from, label, to));

    private static FrozenSet<string> Words(string words) => FrozenSet.ToFrozenSet(words.Split(' '), StringComparer.Ordinal);
}
