namespace SkyScribe.Metrics;

/// <summary>ROUGE-L (Lin, 2004): the F-measure, with beta = 1.2, of the longest common subsequence of words.</summary>
/// <remarks>
/// As coco-caption does, precision and recall are each the best over the references before they are combined, so the two may come from
/// different references; and a sentence without words counts as one empty word, so two of them are equal.
/// </remarks>
public static class RougeL
{
    private const double Beta = 1.2;

    /// <summary>ROUGE-L of each image, and their mean.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens.</param>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Score(candidates, new PreparedReferences(references));

    /// <inheritdoc cref="Score(IReadOnlyList{string[]}, IReadOnlyList{IReadOnlyList{string[]}})"/>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, PreparedReferences references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Score(references.Read(candidates), references);
    }

    internal static MetricScore Score(CountedSentence[] candidates, PreparedReferences references)
    {
        double[] scores = new double[candidates.Length];
        for (int image = 0; image < scores.Length; image++)
        {
            scores[image] = Score(candidates[image].Words, references[image]);
        }

        return new MetricScore(scores.Average(), scores);
    }

    private static double Score(int[] candidate, ReadOnlySpan<CountedSentence> references)
    {
        double precision = 0, recall = 0;
        foreach (CountedSentence reference in references)
        {
            int[] words = reference.Words;
            double common = words.Length + candidate.Length == 0 ? 1 : LongestCommonSubsequence(words, candidate);
            precision = Math.Max(precision, common / Math.Max(1, candidate.Length));
            recall = Math.Max(recall, common / Math.Max(1, words.Length));
        }

        // The two are zero together.
        return precision == 0 ? 0 : (1 + (Beta * Beta)) * precision * recall / (recall + (Beta * Beta * precision));
    }

    private static int LongestCommonSubsequence(int[] first, int[] second)
    {
        // best[j]: length for the words of `first` so far and the first j words of `second`.
        int[] best = new int[second.Length + 1];
        foreach (int word in first)
        {
            int diagonal = 0;
            for (int j = 1; j < best.Length; j++)
            {
                int above = best[j];
                best[j] = word == second[j - 1] ? diagonal + 1 : Math.Max(above, best[j - 1]);
                diagonal = above;
            }
        }

        return best[^1];
    }
}
