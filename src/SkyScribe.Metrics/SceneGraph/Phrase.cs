namespace SkyScribe.Metrics.SceneGraph;

/// <summary>What a phrase does in its sentence.</summary>
internal enum PhraseKind
{
    /// <summary>A noun with what stands before it.</summary>
    Noun,

    /// <summary>"it", "them", "each other".</summary>
    Pronoun,

    /// <summary>Adjectives without a noun.</summary>
    Adjective,

    /// <summary>A verb with its auxiliaries.</summary>
    Verb,

    /// <summary>A preposition of one or more words.</summary>
    Preposition,

    /// <summary>"and" and the like.</summary>
    Conjunction,

    /// <summary>A word that begins a clause: "while", "where", "there" of "there are".</summary>
    Clause,

    /// <summary>"which", "that", "who".</summary>
    Relative,
}

/// <summary>A chunk of a caption.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Lemma">Head noun in the singular, verb in its base form, or the preposition's label; the word itself for others.</param>
internal sealed record Phrase(PhraseKind Kind, string Lemma)
{
    /// <summary>Of nouns and adjectives.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Whether a noun or pronoun is written as more than one.</summary>
    public bool IsPlural { get; init; }

    /// <summary>Of a preposition: its first word as written, which tells "on one bank" and "on the other side" to be alike.</summary>
    public string FirstWord { get; init; } = "";

    /// <summary>Of a verb: whether it has a tense ("goes", "are parked"), in contrast to "parked" and "surrounding" alone.</summary>
    public bool IsFinite { get; init; }

    /// <summary>Of a verb: "be" without another verb.</summary>
    public bool IsCopula => Kind == PhraseKind.Verb && Lemma == "be";

    /// <summary>Of a verb: a past participle without "have", so that its subject undergoes it.</summary>
    public bool IsPassive { get; init; }

    /// <summary>Of a finite verb: the number its subject must have, where its form tells.</summary>
    public bool? WantsPlural { get; init; }
}
