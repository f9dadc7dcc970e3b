using System.Collections.Concurrent;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>
/// The scene-graph F-score: how much of what a candidate says its references say too, and how much of what they say it says. In the manner of
/// SPICE (Anderson et al., ECCV 2016), with a parser of ours, so that its numbers are not SPICE's.
/// </summary>
/// <remarks>
/// <para>
/// Captions become tuples (<see cref="CaptionParser"/>), an image's references are merged into one scene, and the score is F1 of the tuples.
/// Tuples match if each of their words does: equal in its base form, or in one of WordNet's synonym sets with the other, by METEOR's test as in
/// SPICE. The score of the set is the mean over images.
/// </para>
/// <para>
/// A candidate without tuples scores 0, an empty one too. If neither side has tuples ("it is white"), a candidate that is word for word one of the
/// references scores 1, any other 0; SPICE scores 0 there in any case. docs/reference/scene-graph-f.md says what else differs.
/// </para>
/// </remarks>
public sealed class SceneGraphF : ICaptionMetric
{
    /// <summary>The score's name.</summary>
    public const string Name = "SceneGraphF";

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [Name];

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return CaptionScores.Of(Name, MetricScore.MeanOf(Each(captions, cancellation), Signature(captions.References.Tokenizer)));
    }

    internal static string Signature(string tokenizer) => $"SkyScribe's scene-graph F, which is not SPICE; {tokenizer}";

    /// <summary>The F-score of each image, on all processors.</summary>
    internal static double[] Each(CaptionSet captions, CancellationToken cancellation)
    {
        var parsed = new ConcurrentDictionary<string, IReadOnlyList<SceneTuple>>(StringComparer.Ordinal);
        double[] scores = new double[captions.Count];
        Parallel.For(
            0,
            scores.Length,
            new ParallelOptions { CancellationToken = cancellation },
            image => scores[image] = Score(captions.Tokens[image], captions.References.Tokens[image], parsed));
        return scores;
    }

    private static double Score(
        string[] candidate, IReadOnlyList<string[]> references, ConcurrentDictionary<string, IReadOnlyList<SceneTuple>> parsed)
    {
        Scene said = Scene.Of([Parse(candidate, parsed)], SynonymSets.English.Of);
        Scene known = Scene.Of([.. references.Select(reference => Parse(reference, parsed))], SynonymSets.English.Of);
        if (said.Count == 0 || known.Count == 0)
        {
            bool isVerbatim = candidate.Length > 0 && references.Any(reference => reference.AsSpan().SequenceEqual(candidate));
            return said.Count == known.Count && isVerbatim ? 1 : 0;
        }

        // Each side's matches are counted on their own, so that neither share exceeds 1 where two synonyms match one word.
        double precision = (double)said.CountIn(known) / said.Count;
        double recall = (double)known.CountIn(said) / known.Count;
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    /// <summary>Captions repeat, references above all: each is parsed once.</summary>
    private static IReadOnlyList<SceneTuple> Parse(string[] tokens, ConcurrentDictionary<string, IReadOnlyList<SceneTuple>> parsed) =>
        parsed.GetOrAdd(string.Join('\0', tokens), static (_, tokens) => CaptionParser.Parse(tokens), tokens);
}
