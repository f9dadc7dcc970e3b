using SkyScribe.Metrics.Captions;

namespace SkyScribe.Metrics.WordOverlap;

/// <summary>
/// CIDEr of single captions against references that are weighted once, as rewards of drawn captions need it. Immutable, and safe to use from
/// several threads.
/// </summary>
/// <remarks>See <see cref="Cider"/> for the definition, and for whole sets of captions.</remarks>
public sealed class CiderScorer
{
    private const double Sigma = 6;
    private const double Scale = 10;

    private readonly NumberedReferences _references;
    private readonly CiderOptions _options;
    private readonly double[] _inverseFrequencies;
    private readonly double _logImages;
    private readonly Vector[][] _vectors;

    /// <summary>Takes the document frequencies from the references and weights each of them.</summary>
    public CiderScorer(ReferenceSet references)
        : this((references ?? throw new ArgumentNullException(nameof(references))).NumberedWords, new CiderOptions(),
        DocumentFrequencies.Of(references.NumberedWords))
    {
    }

    /// <summary>Weights the references by given document frequencies.</summary>
    /// <param name="references">The references, numbered as the frequencies are.</param>
    /// <param name="options">The variant of the metric.</param>
    /// <param name="frequencies">The frequencies.</param>
    internal CiderScorer(NumberedReferences references, CiderOptions options, DocumentFrequencies frequencies)
    {
        (_references, _options) = (references, options);
        _logImages = Math.Log(frequencies.Images);
        _inverseFrequencies = frequencies.InverseLogarithms;
        _vectors = new Vector[references.Count][];
        for (int image = 0; image < _vectors.Length; image++)
        {
            ReadOnlySpan<CountedSentence> sentences = references[image];
            _vectors[image] = new Vector[sentences.Length];
            for (int i = 0; i < sentences.Length; i++)
            {
                _vectors[image][i] = Weigh(sentences[i]);
            }
        }
    }

    /// <summary>Scores one candidate of one image.</summary>
    /// <param name="image">The image's index among the references.</param>
    /// <param name="candidate">The candidate's tokens; may be empty.</param>
    public double Score(int image, string[] candidate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, _references.Count);
        ArgumentNullException.ThrowIfNull(candidate);
        return Score(_references.Read(candidate), _vectors[image]);
    }

    /// <summary>Scores one counted caption an image.</summary>
    internal double[] Each(CountedSentence[] captions) => [.. captions.Select((caption, image) => Score(caption, _vectors[image]))];

    private double Score(CountedSentence candidate, Vector[] references)
    {
        Vector vector = Weigh(candidate);
        double sum = 0;
        foreach (Vector reference in references)
        {
            sum += Similarity(vector, reference);
        }

        return Scale * sum / (NGramIndex.MaxOrder * references.Length);
    }

    /// <summary>The cosine of each order, summed, times the length penalty.</summary>
    private double Similarity(Vector candidate, Vector reference)
    {
        double sum = 0;
        for (int n = 0; n < NGramIndex.MaxOrder; n++)
        {
            double norms = candidate.Norms[n] * reference.Norms[n];
            if (norms > 0)
            {
                sum += Product(candidate, reference, n) / norms;
            }
        }

        if (!_options.LengthPenalty)
        {
            return sum;
        }

        double difference = candidate.Length - reference.Length;
        return sum * Math.Exp(-(difference * difference) / (2 * Sigma * Sigma));
    }

    private double Product(Vector candidate, Vector reference, int n)
    {
        NGramCount[] left = candidate.ByOrder[n], right = reference.ByOrder[n];
        double[] leftWeights = candidate.Weights[n], rightWeights = reference.Weights[n];
        double sum = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            int order = left[i].Id.CompareTo(right[j].Id);
            if (order == 0)
            {
                sum += (_options.Clip ? Math.Min(leftWeights[i], rightWeights[j]) : leftWeights[i]) * rightWeights[j];
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return sum;
    }

    private Vector Weigh(CountedSentence sentence)
    {
        double[][] weights = new double[NGramIndex.MaxOrder][];
        double[] norms = new double[NGramIndex.MaxOrder];
        for (int n = 0; n < weights.Length; n++)
        {
            NGramCount[] ngrams = sentence.ByOrder[n];
            weights[n] = new double[ngrams.Length];
            double squares = 0;
            for (int i = 0; i < ngrams.Length; i++)
            {
                // An n-gram of no reference weighs as much as one of a single image.
                int id = ngrams[i].Id;
                double weight = ngrams[i].Count * (id < _inverseFrequencies.Length ? _inverseFrequencies[id] : _logImages);
                weights[n][i] = weight;
                squares += weight * weight;
            }

            norms[n] = Math.Sqrt(squares);
        }

        // The reference implementation measures length in bigrams, which matters for empty sentences only.
        return new Vector(sentence.ByOrder, weights, norms, Math.Max(0, sentence.Words.Length - 1));
    }

    /// <summary>A sentence's TF-IDF weights, aligned with its n-grams.</summary>
    private sealed record Vector(NGramCount[][] ByOrder, double[][] Weights, double[] Norms, int Length);
}
