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
        var parsed = new ConcurrentDictionary<string, IReadOnlyList<SceneTuple>>(StringComparer.Ordinal);
        double[] scores = new double[candidates.Count];
        Parallel.For(0, scores.Length, image => scores[image] = F1(Parse(candidates[image]), [.. references[image].SelectMany(Parse).Distinct()]));
        return new MetricScore(scores.Average(), scores);

        IReadOnlyList<SceneTuple> Parse(string[] tokens) => parsed.GetOrAdd(string.Join(' ', tokens), _ => CaptionParser.Parse(tokens));
    }

    private static double F1(IReadOnlyList<SceneTuple> candidate, IReadOnlyList<SceneTuple> reference)
    {
        if (candidate.Count == 0 || reference.Count == 0)
        {
            return candidate.Count == reference.Count ? 1 : 0;
        }

        double precision = (double)candidate.Count(tuple => reference.Any(other => Match(tuple, other))) / candidate.Count;
        double recall = (double)reference.Count(tuple => candidate.Any(other => Match(tuple, other))) / reference.Count;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static bool Match(SceneTuple left, SceneTuple right) => Match(left.Object, right.Object) && Match(left.Word, right.Word) && Match(left.Other, right.Other);

    private static bool Match(string? left, string? right) =>
        left == right || (left is not null && right is not null && SynonymSets.English.Share(left, right));
}
