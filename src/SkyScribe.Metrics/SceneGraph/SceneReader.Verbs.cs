namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Verbs, their subjects and objects.</summary>
internal sealed partial class SceneReader
{
    /// <summary>A verb that waits for an object or a predicate.</summary>
    private Phrase? _verb;

    /// <summary>The last verb's subject.</summary>
    private ObjectGroup? _verbSubject;

    private void ReadVerb(Phrase verb)
    {
        ObjectGroup? subject = SubjectOf(verb);
        (_verb, _verbSubject, _doing, _afterDoer) = (null, subject, null, false);
        (_hasFinite, _hasParticiple) = (_hasFinite || verb.IsFinite, _hasParticiple || !verb.IsFinite);
        Anchor(subject, stays: !VerbKinds.OnlyPlaces(verb.Lemma));
        Phrase? next = Phrase(1);
        if (verb.IsCopula || verb.Lemma == "have" || next?.Kind is PhraseKind.Noun
            || (next is { Kind: PhraseKind.Pronoun, Lemma: not "each other" } && !verb.IsPassive))
        {
            _verb = verb;
            return;
        }

        _doing = verb.IsPassive && !VerbKinds.Moves(verb.Lemma) ? verb : null;
        bool doerFollows = _doing is not null && next is { Kind: PhraseKind.Preposition } && VerbKinds.NamesDoer(verb.Lemma, next.Lemma);
        if (subject is null || doerFollows || VerbKinds.OnlyPlaces(verb.Lemma))
        {
            return;
        }

        if (verb is { Lemma: "surround", IsFinite: false } && subject.Governor is { } surrounded)
        {
            // "A villa with plants surrounded": in these corpora the plants surround.
            _scene.Relate(subject, verb.Lemma, surrounded);
            return;
        }

        _scene.Describe(subject, verb.Lemma);
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
        return Phrase(-1)?.Kind == PhraseKind.Noun && _last is { Label: "with" } && _subject is not null && IsOfLast(verb, _subject, _last) ? _last
            : _subject;
    }

    private static bool IsOfLast(Phrase verb, ObjectGroup subject, ObjectGroup last)
    {
        bool isRoute = VerbKinds.IsRoute(last.Objects[^1]);
        return isRoute || VerbKinds.Moves(verb.Lemma)
            ? isRoute && VerbKinds.Moves(verb.Lemma) && !VerbKinds.IsRoute(subject.Objects[^1])
            : verb.WantsPlural is { } plural && plural != subject.IsPlural && plural == last.IsPlural;
    }

    private void ReadVerbObject(Phrase noun, Phrase verb)
    {
        _verb = null;
        if (_verbSubject is { } subject)
        {
            string label = VerbKinds.RelationOf(verb.Lemma);
            _last = _scene.Name(noun, subject, label);
            _scene.Relate(subject, label, _last);
            Anchor(null);
        }
        else
        {
            // "There is a river", "it has a pool".
            BecomeSubject(noun);
        }
    }
}
