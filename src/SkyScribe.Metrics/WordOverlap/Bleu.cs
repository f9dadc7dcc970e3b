using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.WordOverlap;

/// <summary>BLEU-1 to BLEU-4 (Papineni et al., ACL 2002), with the closest reference length and coco-caption's smoothing.</summary>
/// <remarks>
/// BLEU-n is the geometric mean of the clipped n-gram precisions up to n, times exp(1 - r / c) when the candidates' length c is below
/// the references' length r. Each image's r is its reference length closest to c, the shorter of two equally close ones. Equal to
/// coco-caption's scorer, whose constants keep a precision of 0 from making everything 0: (correct + 1e-15) / (guesses + 1e-9).
/// So a sentence equal to its reference scores a little below 1, and one shorter than n words has a tiny BLEU-n, not none.
/// </remarks>
public sealed class Bleu : ICaptionMetric
{
    private const double Tiny = 1e-15;
    private const double Small = 1e-9;

    /// <summary>Counts of an image: the candidate's length, the closest reference's, the n-grams guessed for n = 1..4, those correct.</summary>
    internal const int CountWidth = Correct + NGramIndex.MaxOrder;

    private const int CandidateLength = 0, ReferenceLength = 1, Guesses = 2, Correct = Guesses + NGramIndex.MaxOrder;

    /// <summary>The names of its four scores.</summary>
    public static IReadOnlyList<string> ScoreNames { get; } = ["Bleu_1", "Bleu_2", "Bleu_3", "Bleu_4"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ScoreNames;

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return Score(Count(captions), captions.References.Tokenizer);
    }

    /// <summary>The scores of counts.</summary>
    internal static CaptionScores Score(IReadOnlyList<double[]> counts, string tokenizer)
    {
        double[] total = new double[CountWidth];
        foreach (double[] image in counts)
        {
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += image[i];
            }
        }

        return new CaptionScores(new OrderedDictionary<string, MetricScore>(ScoreNames.Select((name, i) => KeyValuePair.Create(
            name,
            new MetricScore(ScoreOf(total, i + 1), [.. counts.Select(image => ScoreOf(image, i + 1))])
            {
                Counts = new ResampledScore(counts, sums => ScoreOf(sums, i + 1)),
                Signature = $"BLEU-{i + 1} of coco-caption, closest reference length; {tokenizer}",
            }))));
    }

    /// <summary>What BLEU is made of, for each image: see <see cref="CountWidth"/>.</summary>
    internal static double[][] Count(CaptionSet captions)
    {
        NumberedReferences references = captions.References.NumberedWords;
        return [.. captions.CountedWords.Select((caption, image) => Count(caption, references[image]))];
    }

    /// <summary>BLEU-n of counts of one image, or of their sum over images.</summary>
    internal static double ScoreOf(ReadOnlySpan<double> counts, int order)
    {
        double ratio = (counts[CandidateLength] + Tiny) / (counts[ReferenceLength] + Small);
        double brevity = ratio < 1 ? Math.Exp(1 - (1 / ratio)) : 1;
        double product = 1;
        for (int n = 0; n < order; n++)
        {
            product *= (counts[Correct + n] + Tiny) / (counts[Guesses + n] + Small);
        }

        return Math.Pow(product, 1.0 / order) * brevity;
    }

    private static double[] Count(CountedSentence candidate, ReadOnlySpan<CountedSentence> references)
    {
        int length = candidate.Words.Length;
        double[] counts = new double[CountWidth];
        (counts[CandidateLength], counts[ReferenceLength]) = (length, ClosestLength(length, references));
        for (int n = 0; n < NGramIndex.MaxOrder; n++)
        {
            counts[Guesses + n] = Math.Max(0, length - n);
            foreach (NGramCount ngram in candidate.ByOrder[n])
            {
                int most = 0;
                foreach (CountedSentence reference in references)
                {
                    most = Math.Max(most, CountOf(ngram.Id, reference.ByOrder[n]));
                }

                counts[Correct + n] += Math.Min(ngram.Count, most);
            }
        }

        return counts;
    }

    private static int ClosestLength(int length, ReadOnlySpan<CountedSentence> references)
    {
        int closest = references[0].Words.Length;
        foreach (CountedSentence reference in references[1..])
        {
            int other = reference.Words.Length;
            if ((Math.Abs(other - length), other).CompareTo((Math.Abs(closest - length), closest)) < 0)
            {
                closest = other;
            }
        }

        return closest;
    }

    private static int CountOf(int id, NGramCount[] sorted)
    {
        int low = 0, high = sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle].Id == id)
            {
                return sorted[middle].Count;
            }

            (low, high) = sorted[middle].Id < id ? (middle + 1, high) : (low, middle - 1);
        }

        return 0;
    }
}
