using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Meteor;

/// <summary>
/// METEOR 1.5 for English as coco-caption runs it (<c>-l en -norm</c>): exact words, stems, WordNet synonyms and, with a table, paraphrases. Of
/// several references the best counts, in the corpus too. Safe to use from several threads.
/// </summary>
/// <param name="table">
/// The paraphrases, by which the score is named (<see cref="NameOf"/>); null is METEOR without them (<c>-m "exact stem synonym"</c>).
/// </param>
public sealed class MeteorScorer(ParaphraseTable? table) : ICaptionMetric
{
    /// <summary>The name with the full paraphrase table.</summary>
    public const string Name = "METEOR";

    /// <summary>The name with the part of the table that has the words of UCM, Sydney and RSICD.</summary>
    public const string CaptionsName = "METEOR_captions_table";

    /// <summary>The name with a table that is neither.</summary>
    public const string CustomName = "METEOR_custom_table";

    /// <summary>The name without paraphrases.</summary>
    public const string NoParaphraseName = "METEOR_no_paraphrase";

    /// <summary>Most words of a sentence: the search's work grows with the cube, and a caption has a dozen.</summary>
    public const int MaxWords = 256;

    // Opening a table takes 0.2 s: when the first caption is scored, not before.
    private readonly Lazy<MeteorLexicon> _lexicon = new(() => new MeteorLexicon(table?.Content));

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [NameOf(table)];

    /// <summary>The paraphrases in use; null without.</summary>
    public ParaphraseTable? Table => table;

    /// <summary>The name of METEOR with a table: METEOR itself only with the full one.</summary>
    /// <param name="table">the table; null for none</param>
    public static string NameOf(ParaphraseTable? table) => table?.Name switch
    {
        null => NoParaphraseName,
        "full" => Name,
        "captions" => CaptionsName,
        _ => CustomName,
    };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A sentence has more than <see cref="MaxWords"/> words.</exception>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return CaptionScores.Of(NameOf(table), Score(Count(captions, cancellation), captions.References.Tokenizer));
    }

    /// <summary>Reads the table; what this takes is not taken from the first caption then.</summary>
    internal void Open() => _ = _lexicon.Value;

    /// <summary>The score of counts.</summary>
    internal MetricScore Score(IReadOnlyList<double[]> counts, string tokenizer)
    {
        var resampled = new ResampledScore(counts, MeteorStatistics.Score);
        return new MetricScore(resampled.Score(), [.. counts.Select(image => MeteorStatistics.Score(image))])
        {
            Counts = resampled,
            Signature = $"METEOR 1.5 -l en -norm, {(table is null ? "exact, stem and synonym matches only" : table.Signature)}; {tokenizer}",
        };
    }

    /// <summary>For each image the counts of its best reference, on all processors.</summary>
    internal double[][] Count(CaptionSet captions, CancellationToken cancellation)
    {
        IReadOnlyList<string[]> candidates = captions.Tokens;
        IReadOnlyList<IReadOnlyList<string[]>> references = captions.References.Tokens;
        for (int image = 0; image < candidates.Count; image++)
        {
            int longest = Math.Max(candidates[image].Length, references[image].Max(reference => reference.Length));
            if (longest > MaxWords)
            {
                throw new ArgumentException($"image {image} has a sentence of {longest} words, expected at most {MaxWords}");
            }
        }

        double[][] counts = new double[candidates.Count][];
        Parallel.For(0, counts.Length, new ParallelOptions { CancellationToken = cancellation }, image => counts[image] =
            Best(candidates[image], references[image]));
        return counts;
    }

    private double[] Best(string[] candidate, IReadOnlyList<string[]> references)
    {
        var unkept = new Dictionary<string, MeteorWord>(StringComparer.Ordinal);
        MeteorWord[] words = _lexicon.Value.Find(MeteorNormalizer.Normalize(candidate), unkept);
        double[]? best = null;
        double score = -1;
        foreach (string[] reference in references)
        {
            MeteorWord[] others = _lexicon.Value.Find(MeteorNormalizer.Normalize(reference), unkept);
            double[] counts = MeteorStatistics.Of(words, others, MeteorAligner.Align(words, others, table?.Content));
            double found = MeteorStatistics.Score(counts);
            if (found > score)
            {
                (best, score) = (counts, found);
            }
        }

        return best!;
    }
}
