using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Captions;

/// <summary>In how many images of a corpus each n-gram occurs, by the references. CIDEr's weights; immutable, and safe to use from several
/// threads.</summary>
public sealed class DocumentFrequencies
{
    private DocumentFrequencies(NGramIndex index, IReadOnlyList<int> counts, int images)
    {
        (Index, Images) = (index, images);
        double logImages = Math.Log(images);
        InverseLogarithms = [.. counts.Select(count => logImages - Math.Log(Math.Max(1, count)))];
    }

    /// <summary>Images of the corpus.</summary>
    public int Images { get; }

    /// <summary>The numbering of the n-grams.</summary>
    internal NGramIndex Index { get; }

    /// <summary>For each n-gram log(images / images that have it).</summary>
    internal double[] InverseLogarithms { get; }

    /// <summary>Counts a corpus of sentences as written (PTB tokens), one image at a time, so that only the n-grams stay in memory.</summary>
    /// <param name="references">For each image its references.</param>
    /// <exception cref="ArgumentException">A sentence is too long for the tokenizer.</exception>
    public static DocumentFrequencies Of(IEnumerable<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return OfTokens(references.Select(image => (IReadOnlyList<string[]>)[.. image.Select(PtbTokenizer.Tokenize)]));
    }

    /// <summary>Counts a corpus of tokens, one image at a time.</summary>
    /// <param name="references">For each image its references' tokens.</param>
    public static DocumentFrequencies OfTokens(IEnumerable<IReadOnlyList<string[]>> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        var index = new NGramIndex();
        var counter = new Counter();
        foreach (IReadOnlyList<string[]> image in references)
        {
            counter.Add([.. JoinedTokens.Split(image).Select(index.Read)]);
        }

        return new DocumentFrequencies(index, counter.Counts, counter.Images);
    }

    internal static DocumentFrequencies Of(NumberedReferences references)
    {
        var counter = new Counter();
        for (int image = 0; image < references.Count; image++)
        {
            counter.Add(references[image]);
        }

        return new DocumentFrequencies(references.Index, counter.Counts, counter.Images);
    }

    private sealed class Counter
    {
        private readonly List<int> _lastImage = [];

        public List<int> Counts { get; } = [];

        public int Images { get; private set; }

        public void Add(ReadOnlySpan<CountedSentence> sentences)
        {
            Images++;
            foreach (CountedSentence sentence in sentences)
            {
                foreach (NGramCount[] ngrams in sentence.ByOrder)
                {
                    foreach (NGramCount ngram in ngrams)
                    {
                        Add(ngram.Id);
                    }
                }
            }
        }

        private void Add(int id)
        {
            while (id >= Counts.Count)
            {
                Counts.Add(0);
                _lastImage.Add(0);
            }

            if (_lastImage[id] != Images)
            {
                _lastImage[id] = Images;
                Counts[id]++;
            }
        }
    }
}
