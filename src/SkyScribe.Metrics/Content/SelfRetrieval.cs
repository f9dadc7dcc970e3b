using SkyScribe.IO;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Content;

/// <summary>How often a picture is found by its caption alone: among 100 pictures of the set, each known by its references, the caption's own is
/// the likest, or among the five likest.</summary>
/// <remarks>
/// A caption that fits every picture finds none. Likeness is the cosine of TF-IDF vectors: words of the caption, and words of all references of a
/// picture together, weighted by the number of pictures whose references have them. The 99 others are drawn for each picture, by its place in the
/// set. Equal likeness counts as the share of the orders in which the picture would be found. A set of fewer than 100 pictures is taken whole,
/// which is easier: the signature says how many there were.
/// </remarks>
public sealed class SelfRetrieval : ICaptionMetric
{
    private const int MostPictures = 100;
    private static readonly int[] Places = [1, 5];

    /// <summary>The names of its scores.</summary>
    public static IReadOnlyList<string> ScoreNames { get; } = [.. Places.Select(place => $"Retrieval_{place}")];

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => ScoreNames;

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        int images = captions.Count, pictures = Math.Min(MostPictures, images);
        var documents = captions.References.Tokens.Select(references => Counted(references.SelectMany(words => words))).ToArray();
        var frequencies = documents.SelectMany(document => document.Keys).CountBy(word => word).ToDictionary(StringComparer.Ordinal);
        double Weight(KeyValuePair<string, int> word) => word.Value * Math.Log((double)images / frequencies.GetValueOrDefault(word.Key, images));
        var known = documents.Select(document => Vector(document, Weight)).ToArray();
        double[][] found = [.. Places.Select(_ => new double[images])];
        Parallel.For(0, images, new ParallelOptions { CancellationToken = cancellation }, image =>
        {
            var query = Vector(Counted(captions.Tokens[image]), Weight);
            double own = Cosine(query, known[image]);
            int better = 0, equal = 1;
            foreach (int other in Others(image, images, pictures))
            {
                double likeness = Cosine(query, known[other]);
                better += likeness > own ? 1 : 0;
                equal += likeness == own ? 1 : 0;
            }

            for (int i = 0; i < Places.Length; i++)
            {
                found[i][image] = Math.Clamp((double)(Places[i] - better) / equal, 0, 1);
            }
        });
        return new CaptionScores(new OrderedDictionary<string, MetricScore>(Places.Select((place, i) => KeyValuePair.Create(
            ScoreNames[i],
            MetricScore.MeanOf(found[i], $"found among the first {place} of {pictures} by TF-IDF of the references; {captions.References.Tokenizer}")))));
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> words) => words.CountBy(word => word).ToDictionary(StringComparer.Ordinal);

    // Of length 1, or without a word.
    private static Dictionary<string, double> Vector(Dictionary<string, int> counts, Func<KeyValuePair<string, int>, double> weight)
    {
        var vector = counts.Select(word => KeyValuePair.Create(word.Key, weight(word))).Where(word => word.Value > 0)
            .OrderBy(word => word.Key, StringComparer.Ordinal).ToArray();
        double length = Math.Sqrt(vector.Sum(word => word.Value * word.Value));
        return new Dictionary<string, double>(vector.Select(word => KeyValuePair.Create(word.Key, word.Value / length)), StringComparer.Ordinal);
    }

    private static double Cosine(Dictionary<string, double> query, Dictionary<string, double> document) =>
        query.Sum(word => word.Value * document.GetValueOrDefault(word.Key));

    // Floyd's way to draw different numbers, of all but the picture's own.
    private static HashSet<int> Others(int image, int images, int pictures)
    {
        var random = new SplitMix64((ulong)image);
        var drawn = new HashSet<int>();
        for (int last = images - pictures; last < images - 1; last++)
        {
            int number = (int)(random.Next() % (ulong)(last + 1));
            drawn.Add(drawn.Contains(number) ? last : number);
        }

        return [.. drawn.Select(number => number < image ? number : number + 1)];
    }
}
