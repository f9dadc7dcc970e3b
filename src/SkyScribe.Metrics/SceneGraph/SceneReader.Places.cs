namespace SkyScribe.Metrics.SceneGraph;

/// <summary>Prepositions and pronouns.</summary>
internal sealed partial class SceneReader
{
    // What the next preposition describes instead of the last noun, and whether those after it do too.
    private ObjectGroup? _anchor;
    private bool _anchorStays;

    /// <summary>A participle whose doer a preposition may still name, and whether one just did.</summary>
    private Phrase? _doing;
    private bool _afterDoer;

    private void Anchor(ObjectGroup? group, bool stays = false) => (_anchor, _anchorStays) = (group, stays);

    private void ReadPreposition(Phrase phrase)
    {
        _verb = null;
        Phrase? next = Phrase(1);
        if (next?.Kind == PhraseKind.Noun)
        {
            _at++;
            ReadPlace(phrase, next);
        }
        else if (next?.Kind == PhraseKind.Pronoun)
        {
            if (SourceOf(phrase) is { } source && next.Lemma != "each other" && _scene.Antecedent(next, source, _earlierSubject) is { } target)
            {
                _scene.Relate(source, phrase.Lemma, target);
            }

            _at++;
        }
        else if (Prepositions.StandsAlone(phrase.Lemma) && SourceOf(phrase) is { } source
            && (source.Governor ?? (source == _subject ? _earlierSubject : _subject)) is { } target && target != source)
        {
            // "With a lawn beside": beside what the lawn describes.
            _scene.Relate(source, phrase.Lemma, target);
        }
    }

    private void ReadPlace(Phrase phrase, Phrase noun)
    {
        // The sentence's reading position is already on the noun.
        bool isDoer = _doing is not null && VerbKinds.NamesDoer(_doing.Lemma, phrase.Lemma);
        ObjectGroup? source = isDoer ? _verbSubject : SourceOf(phrase, 1);
        if (source is null)
        {
            _last = _scene.Name(noun, null, phrase.Lemma, phrase.FirstWord);
            _fronted.Add((phrase.Lemma, _last));
            return;
        }

        string label = isDoer ? _doing!.Lemma : phrase.Lemma;
        _last = _scene.Name(noun, source, label, phrase.FirstWord, isDoer);
        (ObjectGroup from, ObjectGroup to) = isDoer ? (_last, source)
            : (phrase.Lemma is "of" or "with" && source != _anchor ? source.LastOnly() : source, _last);
        _scene.Relate(from, label, to);
        if (phrase.Lemma != "of" && (!_anchorStays || (phrase.Lemma == "with" && !isDoer)))
        {
            Anchor(null);
        }

        _afterDoer = isDoer;
        _doing = isDoer || phrase.Lemma == "of" ? null : _doing;
    }

    /// <summary>What a preposition describes.</summary>
    /// <param name="preposition">The preposition.</param>
    /// <param name="past">How many phrases the reading position is past it.</param>
    private ObjectGroup? SourceOf(Phrase preposition, int past = 0)
    {
        if (preposition.Lemma == "of")
        {
            return _last;
        }

        // "Near a river and next to a road": both places are of the same object.
        if (_joins && Phrase(-2 - past)?.Kind == PhraseKind.Noun && _last is { Governor: { } governor, FirstWord.Length: > 0 })
        {
            return governor;
        }

        return _anchor is null || (_afterDoer && preposition.Lemma == "with") ? _last?.Top : _anchor;
    }

    private void ReadPronoun(Phrase phrase)
    {
        if (phrase.Lemma == "each other")
        {
            return;
        }

        if (_verb is null && Phrase(1) is { Kind: PhraseKind.Verb })
        {
            BeginClause();
            _subject = _earlierSubject;
        }
        else if (_verb is not null && _verbSubject is not null && _scene.Antecedent(phrase, _verbSubject, _earlierSubject) is { } target)
        {
            _scene.Relate(_verbSubject, VerbKinds.RelationOf(_verb.Lemma), target);
            _verb = null;
        }
    }
}
