using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Captions;

/// <summary>
/// The references of a set of images, tokenized and counted once, so that many sets of captions can be scored against them. Safe to use from
/// several threads.
/// </summary>
public sealed class ReferenceSet
{
    private readonly Lazy<NumberedReferences> _words;
    private readonly Lazy<NumberedReferences> _joined;

    private ReferenceSet(IReadOnlyList<IReadOnlyList<string[]>> tokens, TokenPool? pool, DocumentFrequencies? numbering = null,
        bool mayBeJoined = true)
    {
        (Tokens, Pool, Numbering) = (tokens, pool, numbering);
        bool areJoined = mayBeJoined && tokens.Any(JoinedTokens.AreIn);
        Words = areJoined ? [.. tokens.Select(JoinedTokens.Split)] : tokens;
        _words = new Lazy<NumberedReferences>(() => new NumberedReferences(Words, numbering));
        _joined = areJoined ? new Lazy<NumberedReferences>(() => new NumberedReferences(Tokens, null)) : _words;
    }

    /// <summary>Number of images.</summary>
    public int Count => Tokens.Count;

    /// <summary>What reports call the tokens.</summary>
    internal string Tokenizer => Pool is null ? "tokens of the caller's" : Pool.Name;

    /// <summary>For each image its references' tokens.</summary>
    internal IReadOnlyList<IReadOnlyList<string[]>> Tokens { get; }

    /// <summary>The same as n-grams see them (<see cref="JoinedTokens"/>).</summary>
    internal IReadOnlyList<IReadOnlyList<string[]>> Words { get; }

    /// <summary>The words, numbered.</summary>
    internal NumberedReferences NumberedWords => _words.Value;

    /// <summary>The tokens, numbered; the same object as the words' where these are the tokens.</summary>
    internal NumberedReferences NumberedTokens => _joined.Value;

    /// <summary>Whether tokens and words are the same.</summary>
    internal bool IsPlain => ReferenceEquals(_words, _joined);

    /// <summary>Tokenizes captions for these references; null where the references are the caller's tokens.</summary>
    internal TokenPool? Pool { get; }

    /// <summary>The document frequencies whose numbering the words have; null for an own numbering.</summary>
    internal DocumentFrequencies? Numbering { get; }

    /// <summary>Tokenizes sentences as written, as the reference tools do (PTB).</summary>
    /// <param name="references">For each image its references. A reference may be empty; an image without any may not.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no image, an image has no reference (the message has its index), or a sentence is too
    /// long.</exception>
    public static ReferenceSet Of(IReadOnlyList<IReadOnlyList<string>> references, CancellationToken cancellation = default) =>
        Of(references, asOneText: false, cancellation);

    /// <summary>The same, where each sentence may be read with the beginning of the next, as the reference tools read a file's captions.</summary>
    /// <param name="references">For each image its references. A reference may be empty; an image without any may not.</param>
    /// <param name="asOneText">Whether it is (<see cref="PtbTokenizer.Tokenize(string, string?)"/>); captions that come with these references are
    /// then read so too.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There is no image, an image has no reference (the message has its index), or a sentence is too
    /// long.</exception>
    public static ReferenceSet Of(IReadOnlyList<IReadOnlyList<string>> references, bool asOneText, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(references);
        Check(references, (sentence, name) =>
        {
            if (sentence is null)
            {
                throw new ArgumentException($"{name} is null; a sentence without words is an empty string", nameof(references));
            }
        });
        var pool = new TokenPool(asOneText);
        return new ReferenceSet(pool.Tokenize(references, cancellation), pool);
    }

    /// <summary>Takes tokens as they are.</summary>
    /// <param name="references">For each image its references, each a list of tokens. A reference may be empty; an image without any may not.</param>
    /// <exception cref="ArgumentException">There is no image, an image has no reference, or a token is null (the message has the image's
    /// index).</exception>
    public static ReferenceSet OfTokens(IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        Check(references, (sentence, name) => CheckTokens(sentence, name, nameof(references)));
        return new ReferenceSet(references, null);
    }

    /// <summary>These references with a caption for each image, as written.</summary>
    /// <param name="captions">For each image its caption; may be empty.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">Another number of captions than of images, a caption is null or too long, or the references are the
    /// caller's tokens.</exception>
    public CaptionSet With(IReadOnlyList<string> captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        CheckCount(captions.Count, nameof(captions));
        if (Pool is null)
        {
            throw new ArgumentException(
                "found sentences as written for references that are the caller's tokens; expected tokens, or references as written",
                nameof(captions));
        }

        for (int image = 0; image < captions.Count; image++)
        {
            if (captions[image] is null)
            {
                throw new ArgumentException($"the caption of image {image} is null; a caption without words is an empty string", nameof(captions));
            }
        }

        return new CaptionSet(Pool.Tokenize(captions, cancellation), this);
    }

    /// <summary>These references with a caption for each image, as tokens.</summary>
    /// <param name="captions">For each image its caption's tokens; may be empty.</param>
    /// <exception cref="ArgumentException">Another number of captions than of images, or a caption or a token is null.</exception>
    public CaptionSet WithTokens(IReadOnlyList<string[]> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        CheckCount(captions.Count, nameof(captions));
        for (int image = 0; image < captions.Count; image++)
        {
            CheckTokens(captions[image], $"the caption of image {image}", nameof(captions));
        }

        return new CaptionSet(captions, this);
    }

    /// <summary>Some of the images, numbered as document frequencies are.</summary>
    internal ReferenceSet Slice(int start, int length, DocumentFrequencies? numbering) =>
        new([.. Tokens.Skip(start).Take(length)], Pool, numbering, mayBeJoined: !IsPlain);

    private static void CheckTokens(string[]? tokens, string what, string parameter)
    {
        if (tokens is null || Array.IndexOf(tokens, null) >= 0)
        {
            throw new ArgumentException($"{what} is null or holds a null token; a sentence without words is an empty array", parameter);
        }
    }

    private static void Check<T>(IReadOnlyList<IReadOnlyList<T>> references, Action<T, string> checkSentence)
    {
        if (references.Count == 0)
        {
            throw new ArgumentException("found no image; a score needs at least one", nameof(references));
        }

        for (int image = 0; image < references.Count; image++)
        {
            if (references[image] is not { Count: > 0 } sentences)
            {
                throw new ArgumentException($"image {image} has no reference; leave the image out or give it at least one", nameof(references));
            }

            for (int i = 0; i < sentences.Count; i++)
            {
                checkSentence(sentences[i], $"reference {i} of image {image}");
            }
        }
    }

    private void CheckCount(int captions, string parameter)
    {
        if (captions != Count)
        {
            throw new ArgumentException($"found {captions} candidates for {Count} images; give one an image, empty where there is none", parameter);
        }
    }
}
