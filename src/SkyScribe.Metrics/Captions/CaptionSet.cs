namespace SkyScribe.Metrics.Captions;

/// <summary>Captions with their references, one caption an image: what every metric scores. Safe to use from several threads.</summary>
public sealed class CaptionSet
{
    private readonly Lazy<CountedSentence[]> _words;
    private readonly Lazy<CountedSentence[]> _joined;

    internal CaptionSet(IReadOnlyList<string[]> tokens, ReferenceSet references, bool mayBeJoined = true)
    {
        (Tokens, References) = (tokens, references);
        bool areJoined = mayBeJoined && JoinedTokens.AreIn(tokens);
        Words = areJoined ? JoinedTokens.Split(tokens) : tokens;
        _words = new Lazy<CountedSentence[]>(() => references.NumberedWords.Read(Words));
        _joined = areJoined || !references.IsPlain ? new Lazy<CountedSentence[]>(() => references.NumberedTokens.Read(Tokens)) : _words;
    }

    /// <summary>Number of images.</summary>
    public int Count => Tokens.Count;

    /// <summary>The references.</summary>
    public ReferenceSet References { get; }

    /// <summary>For each image its caption's tokens.</summary>
    internal IReadOnlyList<string[]> Tokens { get; }

    /// <summary>The same as n-grams see them (<see cref="JoinedTokens"/>).</summary>
    internal IReadOnlyList<string[]> Words { get; }

    /// <summary>The words, counted against <see cref="ReferenceSet.NumberedWords"/>.</summary>
    internal CountedSentence[] CountedWords => _words.Value;

    /// <summary>The tokens, counted against <see cref="ReferenceSet.NumberedTokens"/>.</summary>
    internal CountedSentence[] CountedTokens => _joined.Value;

    /// <summary>Captions and references as written.</summary>
    /// <param name="captions">For each image its caption; may be empty.</param>
    /// <param name="references">For each image its references, at least one.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence is too long.</exception>
    public static CaptionSet Of(
        IReadOnlyList<string> captions, IReadOnlyList<IReadOnlyList<string>> references, CancellationToken cancellation = default) =>
        Of(captions, references, asOneText: false, cancellation);

    /// <summary>The same, where each sentence may be read with the beginning of the next
    /// (<see cref="ReferenceSet.Of(IReadOnlyList{IReadOnlyList{string}}, bool, CancellationToken)"/>).</summary>
    internal static CaptionSet Of(
        IReadOnlyList<string> captions, IReadOnlyList<IReadOnlyList<string>> references, bool asOneText, CancellationToken cancellation)
    {
        RequireSameCount(captions, references);
        return ReferenceSet.Of(references, asOneText, cancellation).With(captions, cancellation);
    }

    /// <summary>Captions and references as tokens.</summary>
    /// <param name="captions">For each image its caption's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens, at least one reference each.</param>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence or a token is null.</exception>
    public static CaptionSet OfTokens(IReadOnlyList<string[]> captions, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        RequireSameCount(captions, references);
        return ReferenceSet.OfTokens(references).WithTokens(captions);
    }

    /// <summary>Some of the images, numbered as document frequencies are.</summary>
    internal CaptionSet Slice(int start, int length, DocumentFrequencies? numbering) =>
        new([.. Tokens.Skip(start).Take(length)], References.Slice(start, length, numbering), mayBeJoined: !ReferenceEquals(Words, Tokens));

    // Before the references are tokenized: that takes time.
    private static void RequireSameCount<T, TList>(IReadOnlyList<T> captions, IReadOnlyList<TList> references)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(references);
        if (captions.Count != references.Count || captions.Count == 0)
        {
            throw new ArgumentException(
                $"found {captions.Count} candidates for {references.Count} images; give one an image and at least one image, an empty candidate where there is none", nameof(captions));
        }
    }
}
