using System.Collections.Concurrent;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.SceneGraph;

/// <summary>
/// The scene-graph F-score: how much of what a candidate says its references say too, and how much of what they say it says. In the manner of
/// SPICE (Anderson et al., ECCV 2016), with a parser of ours, so that its numbers are not SPICE's.
/// </summary>
/// <remarks>
/// <para>
/// Captions become tuples (<see cref="CaptionParser"/>), an image's references are merged into one scene, and the score is F1 of the tuples.
/// Tuples match if each of their words does: equal in its base form, or in one of WordNet's synonym sets with the other, by METEOR's test as in SPICE.
/// The score of the set is the mean over images.
/// </para>
/// <para>
/// A candidate without tuples scores 0, an empty one too. If neither side has tuples ("it is white"), a candidate that is word for word one of the
/// references scores 1, any other 0; SPICE scores 0 there in any case. docs/reference/scene-graph-f.md says what else differs.
/// </para>
/// </remarks>
public static class SceneGraphF
{
    /// <summary>Scores one candidate an image against that image's references.</summary>
    /// <param name="candidates">For each image its candidate's tokens, lower-case and without punctuation; may be empty.</param>
    /// <param name="references">For each image its references' tokens, at least one reference each.</param>
    /// <exception cref="ArgumentException">The numbers of images differ, an image has no reference, or a sentence or token is null.</exception>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        Check(candidates, references);
        var parsed = new ConcurrentDictionary<string, IReadOnlyList<SceneTuple>>(StringComparer.Ordinal);
        double[] scores = new double[candidates.Count];
        Parallel.For(0, scores.Length, image => scores[image] = Score(candidates[image], references[image], parsed));
        return new MetricScore(scores.Average(), scores);
    }

    private static double Score(string[] candidate, IReadOnlyList<string[]> references, ConcurrentDictionary<string, IReadOnlyList<SceneTuple>> parsed)
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

    private static void Check(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references)
    {
        if (candidates.Count == 0 || candidates.Count != references.Count)
        {
            throw new ArgumentException(
                $"found {candidates.Count} candidates for {references.Count} images; give one an image and at least one image, an empty candidate where there is none", nameof(candidates));
        }

        for (int image = 0; image < candidates.Count; image++)
        {
            CheckTokens(candidates[image], $"the candidate of image {image}", nameof(candidates));
            if (references[image] is not { Count: > 0 } sentences)
            {
                throw new ArgumentException($"image {image} has no reference; leave the image out or give it at least one", nameof(references));
            }

            for (int i = 0; i < sentences.Count; i++)
            {
                CheckTokens(sentences[i], $"reference {i} of image {image}", nameof(references));
            }
        }
    }

    private static void CheckTokens(string[]? tokens, string what, string parameter)
    {
        if (tokens is null || Array.IndexOf(tokens, null) >= 0)
        {
            throw new ArgumentException($"{what} is null or holds a null token; a sentence without words is an empty array", parameter);
        }
    }
}
