using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.SceneGraph;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.WordNet;

namespace SkyScribe.Metrics.Content;

/// <summary>How much of what captions say their references say too, all references of an image together, and how much of what those say is said:
/// objects, attributes and relations apart.</summary>
/// <remarks>The parts are those of <see cref="SceneGraphF"/> (our parser, WordNet's synonyms); the scores are micro averages over all images.
/// Precision of objects is one minus the share of named objects that no reference names, in the manner of CHAIR (Rohrbach et al., EMNLP 2018),
/// which counts by MS COCO's annotated objects.</remarks>
public sealed class ContentAgreement : ICaptionMetric
{
    /// <summary>Share of the images whose caption names an object that no reference names.</summary>
    public const string InventedName = "Invented";

    private static readonly string[] Kinds = ["SceneObjects", "SceneAttributes", "SceneRelations"];

    /// <summary>The names of its scores.</summary>
    public static IReadOnlyList<string> ScoreNames { get; } = [.. Kinds.SelectMany(kind => new[] { kind + "_P", kind + "_R" }), InventedName];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ScoreNames;

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        var images = new (SceneCounts Right, SceneCounts Said, SceneCounts Found, SceneCounts Known)[captions.Count];
        Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = cancellation }, image =>
        {
            var (said, known) = Scenes(captions, image);
            images[image] = (said.CountsIn(known), said.Counts, known.CountsIn(said), known.Counts);
        });
        string signature = $"SkyScribe's scene graphs, micro average; {captions.References.Tokenizer}";
        var scores = new OrderedDictionary<string, MetricScore>();
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            double[] Of(Func<(SceneCounts Right, SceneCounts Said, SceneCounts Found, SceneCounts Known), SceneCounts> side) =>
                [.. images.Select(image => (double)side(image)[kind])];
            scores[Kinds[kind] + "_P"] = Ratio.Of(Of(image => image.Right), Of(image => image.Said), signature);
            scores[Kinds[kind] + "_R"] = Ratio.Of(Of(image => image.Found), Of(image => image.Known), signature);
        }

        scores[InventedName] = MetricScore.MeanOf([.. images.Select(image => image.Right.Objects < image.Said.Objects ? 1.0 : 0)],
            $"share of captions with an object that no reference names; {signature}");
        return new CaptionScores(scores);
    }

    /// <summary>The objects that captions name and no reference of their image does, the commonest first.</summary>
    /// <param name="captions">captions and references</param>
    /// <returns>the nouns, with the number of captions that invent them</returns>
    public static IReadOnlyList<(string Noun, int Captions)> Inventions(CaptionSet captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return [.. Enumerable.Range(0, captions.Count).AsParallel()
            .SelectMany(image => Scenes(captions, image) is var (said, known) ? said.ObjectsNotIn(known) : [])
            .GroupBy(noun => noun).Select(group => (group.Key, group.Count()))
            .OrderByDescending(noun => noun.Item2).ThenBy(noun => noun.Key, StringComparer.Ordinal)];
    }

    private static (Scene Said, Scene Known) Scenes(CaptionSet captions, int image) => (
        Scene.Of([CaptionParser.Parse(captions.Tokens[image])], SynonymSets.English.Of),
        Scene.Of([.. captions.References.Tokens[image].Select(reference => CaptionParser.Parse(reference))], SynonymSets.English.Of));
}
