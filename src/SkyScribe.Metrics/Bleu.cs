namespace SkyScribe.Metrics;

/// <summary>BLEU-1 to BLEU-4 (Papineni et al., ACL 2002), with the closest reference length and coco-caption's smoothing.</summary>
/// <remarks>
/// BLEU-n is the geometric mean of the clipped n-gram precisions up to n, times exp(1 - r / c) when the candidates' length c is below
/// the references' length r. Each image's r is its reference length closest to c, the shorter of two equally close ones. Equal to
/// coco-caption's scorer, whose constants keep a precision of 0 from making everything 0: (correct + 1e-15) / (guesses + 1e-9).
/// So a sentence equal to its reference scores a little below 1, and one shorter than n words has a tiny BLEU-n, not none.
/// </remarks>
public static class Bleu
{
    private const double Tiny = 1e-15;
    private const double Small = 1e-9;

    /// <summary>BLEU-1 to BLEU-4, at index 0 to 3.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens.</param>
    public static IReadOnlyList<MetricScore> Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Score(candidates, new PreparedReferences(references));

    /// <inheritdoc cref="Score(IReadOnlyList{string[]}, IReadOnlyList{IReadOnlyList{string[]}})"/>
    public static IReadOnlyList<MetricScore> Score(IReadOnlyList<string[]> candidates, PreparedReferences references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Score(references.Read(candidates), references);
    }

    internal static MetricScore[] Score(CountedSentence[] candidates, PreparedReferences references)
    {
        double[][] perImage = [.. Enumerable.Range(0, NGramIndex.MaxOrder).Select(_ => new double[candidates.Length])];
        var total = new Matches();
        for (int image = 0; image < candidates.Length; image++)
        {
            Matches matches = Match(candidates[image], references[image]);
            total.Add(matches);
            double[] scores = matches.Scores();
            for (int n = 0; n < scores.Length; n++)
            {
                perImage[n][image] = scores[n];
            }
        }

        double[] corpus = total.Scores();
        return [.. perImage.Select((scores, n) => new MetricScore(corpus[n], scores))];
    }

    private static Matches Match(CountedSentence candidate, ReadOnlySpan<CountedSentence> references)
    {
        int length = candidate.Words.Length;
        var matches = new Matches { CandidateLength = length, ReferenceLength = ClosestLength(length, references) };
        for (int n = 0; n < NGramIndex.MaxOrder; n++)
        {
            matches.Guesses[n] = Math.Max(0, length - n);
            foreach (NGramCount ngram in candidate.ByOrder[n])
            {
                int most = 0;
                foreach (CountedSentence reference in references)
                {
                    most = Math.Max(most, CountOf(ngram.Id, reference.ByOrder[n]));
                }

                matches.Correct[n] += Math.Min(ngram.Count, most);
            }
        }

        return matches;
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

    /// <summary>The counts that BLEU is made of, of one image or added up over all.</summary>
    private sealed class Matches
    {
        public long CandidateLength { get; set; }

        public long ReferenceLength { get; set; }

        public long[] Guesses { get; } = new long[NGramIndex.MaxOrder];

        public long[] Correct { get; } = new long[NGramIndex.MaxOrder];

        public void Add(Matches other)
        {
            CandidateLength += other.CandidateLength;
            ReferenceLength += other.ReferenceLength;
            for (int n = 0; n < NGramIndex.MaxOrder; n++)
            {
                Guesses[n] += other.Guesses[n];
                Correct[n] += other.Correct[n];
            }
        }

        public double[] Scores()
        {
            double ratio = (CandidateLength + Tiny) / (ReferenceLength + Small);
            double brevity = ratio < 1 ? Math.Exp(1 - (1 / ratio)) : 1;
            double product = 1;
            double[] scores = new double[NGramIndex.MaxOrder];
            for (int n = 0; n < scores.Length; n++)
            {
                product *= (Correct[n] + Tiny) / (Guesses[n] + Small);
                scores[n] = Math.Pow(product, 1.0 / (n + 1)) * brevity;
            }

            return scores;
        }
    }
}
