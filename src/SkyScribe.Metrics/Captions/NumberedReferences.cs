namespace SkyScribe.Metrics.Captions;

/// <summary>The references of a set of images, their n-grams numbered and counted. Immutable, and safe to use from several threads.</summary>
internal sealed class NumberedReferences
{
    private readonly NGramIndex _index;
    private readonly CountedSentence[][] _images;

    /// <summary>Counts the n-grams of all references.</summary>
    /// <param name="references">For each image its references, each a list of tokens.</param>
    /// <param name="frequencies">Document frequencies whose numbering is used, so that CIDEr can be weighted by them; null for an own one.</param>
    public NumberedReferences(IReadOnlyList<IReadOnlyList<string[]>> references, DocumentFrequencies? frequencies)
    {
        _index = new NGramIndex(frequencies?.Index);
        _images = new CountedSentence[references.Count][];
        for (int image = 0; image < _images.Length; image++)
        {
            _images[image] = [.. references[image].Select(_index.Read)];
        }
    }

    /// <summary>Number of images.</summary>
    public int Count => _images.Length;

    /// <summary>The numbering of the references' n-grams.</summary>
    public NGramIndex Index => _index;

    /// <summary>An image's references, in their order.</summary>
    public ReadOnlySpan<CountedSentence> this[int image] => _images[image];

    /// <summary>Counts one caption against the references' numbering, without adding to it.</summary>
    public CountedSentence Read(string[] caption) => new NGramIndex(_index).Read(caption);

    /// <summary>Counts one caption an image.</summary>
    public CountedSentence[] Read(IReadOnlyList<string[]> captions) => [.. captions.Select(Read)];
}
