using SkyScribe.Metrics.Significance;

namespace SkyScribe.Metrics.Meteor;

/// <summary>
/// METEOR 1.5 for English as coco-caption runs it (<c>-l en -norm</c>): exact words, stems, WordNet synonyms and, with a table, paraphrases.
/// Safe to use from several threads.
/// </summary>
/// <param name="table">The paraphrases; null is METEOR without them (<c>-m "exact stem synonym"</c>).</param>
public sealed class MeteorScorer(ParaphraseTable? table)
{
    /// <summary>Most words of a sentence: the search's work grows with the cube, and a caption has a dozen.</summary>
    public const int MaxWords = 256;

    private readonly MeteorLexicon _lexicon = new(table);

    /// <summary>The paraphrases in use; null without.</summary>
    public ParaphraseTable? Table => table;

    /// <summary>Scores one candidate an image, on all processors. Of several references the best counts, in the corpus too.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens, at least one reference each.</param>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence has more than <see cref="MaxWords"/> words.</exception>
    public MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        return Score(Count(candidates, references));
    }

    /// <summary>The score of counts.</summary>
    internal static MetricScore Score(IReadOnlyList<double[]> counts)
    {
        var resampled = new ResampledScore(counts, MeteorStatistics.Score);
        return new MetricScore(resampled.Score(), [.. counts.Select(image => MeteorStatistics.Score(image))]) { Counts = resampled };
    }

    /// <summary>For each image the counts of its best reference.</summary>
    internal double[][] Count(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count != references.Count)
        {
            throw new ArgumentException($"found {candidates.Count} candidates for {references.Count} images; give one an image, empty where there is none", nameof(candidates));
        }

        for (int image = 0; image < candidates.Count; image++)
        {
            Check(candidates[image], references[image], image);
        }

        double[][] counts = new double[candidates.Count][];
        Parallel.For(0, counts.Length, image => counts[image] = Best(candidates[image], references[image]));
        _lexicon.Trim();
        return counts;
    }

    private static void Check(string[] candidate, IReadOnlyList<string[]> references, int image)
    {
        if (references.Count == 0)
        {
            throw new ArgumentException($"image {image} has no reference; leave the image out or give it at least one");
        }

        int longest = Math.Max(candidate.Length, references.Max(reference => reference.Length));
        if (longest > MaxWords)
        {
            throw new ArgumentException($"image {image} has a sentence of {longest} words, expected at most {MaxWords}");
        }
    }

    private double[] Best(string[] candidate, IReadOnlyList<string[]> references)
    {
        MeteorWord[] words = _lexicon.Find(MeteorNormalizer.Normalize(candidate));
        double[]? best = null;
        double score = -1;
        foreach (string[] reference in references)
        {
            MeteorWord[] others = _lexicon.Find(MeteorNormalizer.Normalize(reference));
            double[] counts = MeteorStatistics.Of(words, others, MeteorAligner.Align(words, others, table));
            double found = MeteorStatistics.Score(counts);
            if (found > score)
            {
                (best, score) = (counts, found);
            }
        }

        return best!;
    }
}
