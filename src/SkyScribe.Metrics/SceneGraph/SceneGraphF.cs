using System.Collections.Concurrent;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>
/// SceneGraphF: the F1 score of a caption's statements against those of all its references, in the manner of SPICE (Anderson et al., ECCV
/// 2016), with a parser of ours. It is not SPICE, and its numbers cannot be compared with SPICE's: docs/metrics.md says how it differs.
/// </summary>
/// <remarks>
/// As in SPICE, the references' statements are united; a statement matches one of the same length whose words are, place by place, equal or
/// share a WordNet synonym set. Precision is the share of the caption's statements that match, recall that of the references'. A caption
/// and references that all say nothing score 1; if only one side says nothing, 0.
/// </remarks>
public static class SceneGraphF
{
    /// <summary>SceneGraphF of each image, and their mean.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens.</param>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count != references.Count || candidates.Count == 0)
        {
            throw new ArgumentException($"found {candidates.Count} candidates for {references.Count} images; give one an image, empty where there is none", nameof(candidates));
        }

        // Captions repeat each other, even word by word.
        var parsed = new ConcurrentDictionary<string, Statement[]>(StringComparer.Ordinal);
        double[] scores = new double[candidates.Count];
        Parallel.For(0, scores.Length, image => scores[image] = F1(Parse(candidates[image]), [.. references[image].SelectMany(Parse).DistinctBy(statement => statement.Tuple)]));
        return new MetricScore(scores.Average(), scores);

        Statement[] Parse(string[] tokens) => parsed.GetOrAdd(string.Join(' ', tokens), _ => [.. CaptionParser.Parse(tokens).Select(tuple => new Statement(tuple))]);
    }

    private static double F1(Statement[] candidate, Statement[] reference)
    {
        if (candidate.Length == 0 || reference.Length == 0)
        {
            return candidate.Length == reference.Length ? 1 : 0;
        }

        double precision = (double)candidate.Count(statement => Array.Exists(reference, statement.Matches)) / candidate.Length;
        double recall = (double)reference.Count(statement => Array.Exists(candidate, statement.Matches)) / reference.Length;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /// <summary>A tuple with the synonym sets of its words, looked up once.</summary>
    private sealed class Statement(SceneTuple tuple)
    {
        private readonly int[] _object = SynonymSets.English.Of(tuple.Object);
        private readonly int[] _word = tuple.Word is null ? [] : SynonymSets.English.Of(tuple.Word);
        private readonly int[] _other = tuple.Other is null ? [] : SynonymSets.English.Of(tuple.Other);

        public SceneTuple Tuple => tuple;

        public bool Matches(Statement other) =>
            (tuple.Word is null) == (other.Tuple.Word is null)
            && (tuple.Other is null) == (other.Tuple.Other is null)
            && AreSame(tuple.Object, _object, other.Tuple.Object, other._object)
            && AreSame(tuple.Word, _word, other.Tuple.Word, other._word)
            && AreSame(tuple.Other, _other, other.Tuple.Other, other._other);

        private static bool AreSame(string? left, int[] leftSets, string? right, int[] rightSets) => left == right || SynonymSets.Intersect(leftSets, rightSets);
    }
}
