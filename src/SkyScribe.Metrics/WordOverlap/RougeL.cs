using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.WordOverlap;

/// <summary>ROUGE-L (Lin, 2004): the F-measure, with beta = 1.2, of the longest common subsequence of words.</summary>
/// <remarks>
/// As coco-caption does, precision and recall are each the best over the references before they are combined, so the two may come from
/// different references; and a sentence without words counts as one empty word, so two of them are equal.
/// </remarks>
public sealed class RougeL : ICaptionMetric
{
    /// <summary>The score's name.</summary>
    public const string Name = "ROUGE_L";

    private const double Beta = 1.2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [Name];

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return CaptionScores.Of(Name, MetricScore.MeanOf(Each(captions), Signature(captions.References.Tokenizer)));
    }

    internal static string Signature(string tokenizer) => $"ROUGE-L of coco-caption, beta 1.2; {tokenizer}";

    /// <summary>ROUGE-L of each image.</summary>
    internal static double[] Each(CaptionSet captions)
    {
        NumberedReferences references = captions.References.NumberedTokens;
        return [.. captions.CountedTokens.Select((caption, image) => Score(caption.Words, references[image]))];
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
