namespace SkyScribe.Metrics;

/// <summary>
/// The references of a set of images, numbered and counted once so that many sets of candidates can be scored against them. Immutable, and
/// safe to use from several threads.
/// </summary>
public sealed class PreparedReferences
{
    private readonly NGramIndex _index;
    private readonly CountedSentence[][] _images;

    /// <summary>Counts the n-grams of all references.</summary>
    /// <param name="references">For each image its references, each a list of tokens. A reference may be empty; an image without any may not.</param>
    /// <exception cref="ArgumentException">There is no image, or an image has no reference (the message has its index).</exception>
    public PreparedReferences(IReadOnlyList<IReadOnlyList<string[]>> references)
        : this(references, null)
    {
    }

    /// <summary>The same with the numbering of document frequencies, so that CIDEr can be weighted by them.</summary>
    internal PreparedReferences(IReadOnlyList<IReadOnlyList<string[]>> references, DocumentFrequencies? frequencies)
    {
        ArgumentNullException.ThrowIfNull(references);
        _index = new NGramIndex(frequencies?.Index);
        if (references.Count == 0)
        {
            throw new ArgumentException("found no image; a score needs at least one", nameof(references));
        }

        _images = new CountedSentence[references.Count][];
        for (int image = 0; image < _images.Length; image++)
        {
            IReadOnlyList<string[]>? sentences = references[image];
            if (sentences is not { Count: > 0 })
            {
                throw new ArgumentException($"image {image} has no reference; leave the image out or give it at least one", nameof(references));
            }

            _images[image] = new CountedSentence[sentences.Count];
            for (int i = 0; i < sentences.Count; i++)
            {
                CheckTokens(sentences[i], $"reference {i} of image {image}", nameof(references));
                _images[image][i] = _index.Read(sentences[i]);
            }
        }
    }

    /// <summary>Number of images.</summary>
    public int Count => _images.Length;

    /// <summary>The numbering of the references' n-grams.</summary>
    internal NGramIndex Index => _index;

    /// <summary>An image's references, in the order given.</summary>
    internal ReadOnlySpan<CountedSentence> this[int image] => _images[image];

    /// <summary>Counts one candidate against the references' numbering.</summary>
    internal CountedSentence Read(string[] candidate, int image)
    {
        CheckTokens(candidate, $"the candidate of image {image}", nameof(candidate));
        return new NGramIndex(_index).Read(candidate);
    }

    /// <summary>Counts one candidate an image.</summary>
    /// <exception cref="ArgumentException">Another number of candidates than of images, or a candidate is null.</exception>
    internal CountedSentence[] Read(IReadOnlyList<string[]> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count != Count)
        {
            throw new ArgumentException($"found {candidates.Count} candidates for {Count} images; give one an image, empty where there is none", nameof(candidates));
        }

        var read = new CountedSentence[Count];
        for (int image = 0; image < read.Length; image++)
        {
            read[image] = Read(candidates[image], image);
        }

        return read;
    }

    private static void CheckTokens(string[]? tokens, string what, string parameter)
    {
        if (tokens is null || Array.IndexOf(tokens, null) >= 0)
        {
            throw new ArgumentException($"{what} is null or holds a null token; a sentence without words is an empty array", parameter);
        }
    }
}
