namespace SkyScribe.Metrics.Tagging;

/// <summary>
/// One correction: a word tagged <paramref name="From"/> becomes <paramref name="To"/> where every given condition holds and the word can be
/// that at all. Conditions are alternatives joined by '|'; "^" stands for the caption's beginning, "$" for its end.
/// </summary>
/// <param name="From">Tags that the word may have now.</param>
/// <param name="To">The tag it gets.</param>
internal sealed record ContextualRule(string From, string To)
{
    private const string Start = "^";
    private const string End = "$";

    private readonly string[] _from = From.Split('|');
    private readonly ulong _fromBits = From.Split('|').Aggregate(0UL, (bits, tag) => bits | BitOf(tag));

    /// <summary>The word itself.</summary>
    public string? Word { get; init => (field, _word) = (value, value?.Split('|')); }

    /// <summary>Tag of the word before.</summary>
    public string? Previous { get; init => (field, _previous) = (value, value?.Split('|')); }

    /// <summary>Tag of the word after.</summary>
    public string? Next { get; init => (field, _next) = (value, value?.Split('|')); }

    /// <summary>Tag of the word two places before.</summary>
    public string? SecondPrevious { get; init => (field, _secondPrevious) = (value, value?.Split('|')); }

    /// <summary>The word before.</summary>
    public string? PreviousWord { get; init => (field, _previousWord) = (value, value?.Split('|')); }

    /// <summary>The word after.</summary>
    public string? NextWord { get; init => (field, _nextWord) = (value, value?.Split('|')); }

    /// <summary>Words two places before that forbid the rule.</summary>
    public string? NotSecondPreviousWord { get; init => (field, _notSecondPreviousWord) = (value, value?.Split('|')); }

    /// <summary>Also for a word whose lexicon entry lacks the new tag.</summary>
    public bool Always { get; init; }

    private readonly string[]? _word, _previous, _next, _secondPrevious, _previousWord, _nextWord, _notSecondPreviousWord;

    /// <summary>A bit for a tag; some tags share one.</summary>
    public static ulong BitOf(string tag) => tag.Length == 0 ? 1 : 1UL << ((tag[0] * 5 + tag[^1] * 3 + tag.Length * 11) & 63);

    /// <summary>Whether a word whose tag has this bit may be changed: false is certain, and quicker than <see cref="Applies"/>.</summary>
    public bool MayApply(ulong bits) => (bits & _fromBits) != 0;

    public bool Applies(IReadOnlyList<string> words, string[] tags, int at) =>
        Array.IndexOf(_from, tags[at]) >= 0
        && (_word is null || Array.IndexOf(_word, words[at]) >= 0)
        && Holds(_previous, tags, at - 1)
        && Holds(_next, tags, at + 1)
        && Holds(_secondPrevious, tags, at - 2)
        && Holds(_previousWord, words, at - 1)
        && Holds(_nextWord, words, at + 1)
        && (_notSecondPreviousWord is null || !Holds(_notSecondPreviousWord, words, at - 2));

    private static bool Holds(string[]? condition, IReadOnlyList<string> items, int at) =>
        condition is null || Array.IndexOf(condition, at < 0 ? Start : at >= items.Count ? End : items[at]) >= 0;
}
