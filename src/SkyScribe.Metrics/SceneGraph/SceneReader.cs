namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Reads the phrases of a caption from left to right and states what they say: objects, attributes, relations.</summary>
/// <remarks>
/// A preposition describes the noun before it; after a verb it describes the verb's subject. "With" and "of" describe the last noun only, others
/// all nouns that are joined by "and". docs/reference/scene-graph-f.md has the grammar.
/// </remarks>
internal sealed partial class SceneReader
{
    private readonly IReadOnlyList<Phrase> _phrases;
    private readonly SceneWriter _scene = new();

    /// <summary>Places named before any object: "beside the road is a house".</summary>
    private readonly List<(string Label, ObjectGroup Objects)> _fronted = [];

    private int _at;
    private bool _joins;
    private ObjectGroup? _subject, _earlierSubject, _last;
    private bool _hasFinite, _hasParticiple;

    private SceneReader(IReadOnlyList<Phrase> phrases) => _phrases = phrases;

    public static IReadOnlyList<SceneTuple> Read(IReadOnlyList<Phrase> phrases)
    {
        var reader = new SceneReader(phrases);
        for (; reader._at < phrases.Count; reader._at++)
        {
            reader.Read(phrases[reader._at]);
        }

        return reader._scene.Tuples;
    }

    private Phrase? Phrase(int steps) => _at + steps >= 0 && _at + steps < _phrases.Count ? _phrases[_at + steps] : null;

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
        Anchor(null);
    }

    private void ReadNoun(Phrase phrase)
    {
        if (_verb is { } verb && !_joins)
        {
            ReadVerbObject(phrase, verb);
        }
        else if (_joins && _last is not null)
        {
            ReadJoined(phrase, _last);
        }
        else if (Phrase(-1)?.Kind == PhraseKind.Noun && _last is not null && _fronted.Count == 0)
        {
            // The comma of a list is gone.
            _last = _scene.Join(_last, phrase);
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

    private void BecomeSubject(Phrase phrase)
    {
        _subject = _last = _scene.Name(phrase, null);
        Anchor(null);
        foreach ((string label, ObjectGroup objects) in _fronted)
        {
            _scene.Relate(_subject, label, objects);
        }

        _fronted.Clear();
    }

    /// <summary>A noun after "and": of the group before it, of the group that group hangs on, or the subject of a clause of its own.</summary>
    private void ReadJoined(Phrase phrase, ObjectGroup last)
    {
        Phrase? next = Phrase(1);
        bool isBetween = last is { Label: "between", Objects.Count: 1 };
        bool beginsClause = next is { Kind: PhraseKind.Verb, IsFinite: true }
            && (_hasFinite || (_hasParticiple && next.WantsPlural is { } plural && plural == phrase.IsPlural));

        // "Some plants on one bank and sands on the other side"; "a tank on the ground and some houses beside".
        bool hasPlace = next?.Kind == PhraseKind.Preposition && !isBetween;
        bool isAlike = hasPlace && last.FirstWord.Length > 0 && next!.FirstWord == last.FirstWord;
        bool endsInPlace = hasPlace && Phrase(2)?.Kind is not (PhraseKind.Noun or PhraseKind.Pronoun)
            && Prepositions.StandsAlone(next!.Lemma) && last.Label != "with" && last.Governor is not null;
        if (beginsClause || ((isAlike || endsInPlace) && last.Governor?.Governor is null))
        {
            ObjectGroup? before = endsInPlace && !beginsClause ? last.Governor : null;
            BeginClause();
            BecomeSubject(phrase);
            _earlierSubject = before ?? _earlierSubject;
        }
        else if (isAlike || endsInPlace)
        {
            HangBeside(phrase, last.Governor!);
        }
        else if (Phrase(-2)?.Kind == PhraseKind.Noun || isBetween)
        {
            _last = _scene.Join(last, phrase);
        }
        else if ((_verbSubject?.Governor is not null ? _verbSubject : last) is { Governor: not null } described)
        {
            // "With houses arranged neatly and trees ...": the verb closed the houses' group.
            HangBeside(phrase, described);
        }
        else
        {
            BeginClause();
            BecomeSubject(phrase);
        }
    }

    /// <summary>Names an object that describes the same as another group does, in the same relation.</summary>
    private void HangBeside(Phrase phrase, ObjectGroup other)
    {
        _last = _scene.Name(phrase, other.Governor, other.Label, other.FirstWord, other.IsDoer);
        (ObjectGroup from, ObjectGroup to) = other.IsDoer ? (_last, other.Governor!) : (other.Governor!, _last);
        _scene.Relate(from, other.Label, to);
        _verbSubject = null;
        Anchor(null);
    }

    private void ReadAdjective(Phrase phrase)
    {
        ObjectGroup? described = _verb is not null || _joins ? _verbSubject : Phrase(-1)?.Kind == PhraseKind.Noun ? _last : null;
        foreach (string attribute in described is null ? [] : phrase.Attributes)
        {
            _scene.Describe(described!, attribute);
        }

        _verb = null;
    }
}
