namespace SkyScribe.Metrics.SceneGraph;

/// <summary>What a part of a caption does in it.</summary>
internal enum ChunkKind
{
    /// <summary>A noun phrase: an object with its attributes.</summary>
    Noun,

    /// <summary>A preposition, of one word or several.</summary>
    Preposition,

    /// <summary>A verb that two noun phrases may be related by.</summary>
    Verb,

    /// <summary>"is", "are": what follows describes.</summary>
    Copula,

    /// <summary>A participle that describes what stands before it: "parked", "arranged".</summary>
    Participle,

    /// <summary>An adjective without a noun.</summary>
    Adjective,

    /// <summary>"and", "or", "as well as".</summary>
    And,

    /// <summary>A pronoun that stands for nothing in the caption, or "there".</summary>
    Empty,

    /// <summary>"which", "that", "where": what follows is about the phrase before.</summary>
    Relative,
}

/// <summary>A part of a caption.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Word">The head noun's singular, the verb's base form, the preposition, or the adjective.</param>
/// <param name="Attributes">A noun phrase's attributes.</param>
internal sealed record Chunk(ChunkKind Kind, string Word, IReadOnlyList<string> Attributes);
