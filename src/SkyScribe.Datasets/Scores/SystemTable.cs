using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Datasets.Scores;

/// <summary>Several systems scored on the same images: each with its intervals, and each two of them compared.</summary>
/// <param name="Images">number of images</param>
/// <param name="Metrics">the metrics that all have, in the order of reports</param>
/// <param name="Systems">the systems</param>
/// <param name="Pairs">each two of them, by metric; empty where nobody asked for tests</param>
public sealed record SystemTable(
    int Images, IReadOnlyList<string> Metrics, IReadOnlyList<SystemRow> Systems, IReadOnlyList<SystemPair> Pairs)
{
    /// <summary>Below it a corrected p-value is called significant.</summary>
    public const double Level = 0.05;

    /// <summary>Compares systems: bootstrap intervals over the images, and for each two systems and each metric a paired randomization test, whose
    /// p-values are corrected by Holm among the pairs of that metric.</summary>
    /// <param name="systems">for each its name and its scores, of the same images in the same order</param>
    /// <param name="options">how to estimate; no trials leave out intervals and tests</param>
    /// <exception cref="ArgumentException">There is no system, or they were scored on different numbers of images.</exception>
    public static SystemTable Of(IReadOnlyList<(string Name, CaptionScores Scores)> systems, ResamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentOutOfRangeException.ThrowIfZero(systems.Count);
        options ??= new ResamplingOptions();
        string[] metrics = [.. systems[0].Scores.ByName.Keys.Where(metric => systems.All(system => system.Scores.ByName.ContainsKey(metric)))];
        int images = systems[0].Scores.ByName.Values.First().PerImage.Count;
        if (systems.FirstOrDefault(system => system.Scores.ByName.Values.Any(score => score.PerImage.Count != images)) is { Name: { } other })
        {
            throw new ArgumentException($"{other} was not scored on the {images} images of {systems[0].Name}", nameof(systems));
        }

        bool hasTests = options.Trials > 0;
        SystemRow[] rows = [.. systems.Select(system => new SystemRow(system.Name, metrics.ToDictionary(metric => metric, metric => new SystemScore(
            system.Scores[metric].Corpus, hasTests ? Bootstrap.Interval(system.Scores[metric].Resampled(), options) : null))))];
        return new SystemTable(images, metrics, rows, hasTests ? Compared(systems, metrics, options) : []);
    }

    private static SystemPair[] Compared(
        IReadOnlyList<(string Name, CaptionScores Scores)> systems, string[] metrics, ResamplingOptions options)
    {
        (int First, int Second)[] pairs = [.. Enumerable.Range(0, systems.Count).SelectMany(
            first => Enumerable.Range(first + 1, systems.Count - first - 1).Select(second => (first, second)))];
        var differences = pairs.Select(_ => new Dictionary<string, SystemDifference>()).ToArray();
        foreach (string metric in metrics)
        {
            ResampledScore[] scores = [.. systems.Select(system => system.Scores[metric].Resampled())];
            double[] p = [.. pairs.Select(pair => PairedRandomization.PValue([scores[pair.First]], [scores[pair.Second]], options))];
            double[] adjusted = Holm.Adjust(p);
            for (int i = 0; i < pairs.Length; i++)
            {
                (int first, int second) = pairs[i];
                differences[i][metric] = new SystemDifference(
                    systems[second].Scores[metric].Corpus - systems[first].Scores[metric].Corpus,
                    Bootstrap.Difference([scores[second]], [scores[first]], options), p[i], adjusted[i]);
            }
        }

        return [.. pairs.Select((pair, i) => new SystemPair(systems[pair.First].Name, systems[pair.Second].Name, differences[i]))];
    }
}

/// <summary>One system.</summary>
/// <param name="Name">its name</param>
/// <param name="Scores">its scores by metric</param>
public sealed record SystemRow(string Name, IReadOnlyDictionary<string, SystemScore> Scores);

/// <summary>A score of a system.</summary>
/// <param name="Value">the score of all images</param>
/// <param name="Interval">its bootstrap interval over the images; null where nobody asked for one</param>
public sealed record SystemScore(double Value, Interval? Interval);

/// <summary>Two systems.</summary>
/// <param name="First">the one that is subtracted</param>
/// <param name="Second">the one that it is subtracted from</param>
/// <param name="Differences">second less first, by metric</param>
public sealed record SystemPair(string First, string Second, IReadOnlyDictionary<string, SystemDifference> Differences);

/// <summary>How much one system scores above another.</summary>
/// <param name="Value">the difference</param>
/// <param name="Interval">its bootstrap interval over the images, not corrected</param>
/// <param name="PValue">of a paired randomization test over the images</param>
/// <param name="AdjustedPValue">the same, corrected by Holm among the pairs of this metric</param>
public sealed record SystemDifference(double Value, Interval Interval, double PValue, double AdjustedPValue)
{
    /// <summary>Whether the corrected p-value is below 0.05.</summary>
    public bool IsSignificant => AdjustedPValue < SystemTable.Level;
}
