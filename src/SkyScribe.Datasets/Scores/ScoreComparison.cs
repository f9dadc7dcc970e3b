using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Datasets.Scores;

/// <summary>One metric of two systems.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="First">The first system's corpus score, the mean over its seeds.</param>
/// <param name="Second">The second system's.</param>
/// <param name="Difference">95 % interval of second minus first.</param>
/// <param name="PValue">How often chance alone makes a difference as large; null where the systems have different numbers of seeds.</param>
/// <param name="IsApproximate">Whether the files lack what the corpus score is made of, and the mean of the images' scores stands for it.</param>
public sealed record MetricComparison(string Metric, double First, double Second, Interval Difference, double? PValue, bool IsApproximate)
{
    /// <summary>Whether the difference is significant: the interval is on one side of 0, and the p-value, if there is one, below 0.05.</summary>
    public bool IsSignificant => (Difference.Low > 0 || Difference.High < 0) && PValue is null or < 0.05;
}

/// <summary>Compares two systems on the same images.</summary>
public static class ScoreComparison
{
    /// <summary>Compares every metric that all files have.</summary>
    /// <param name="first">The first system's scores, a file for each seed.</param>
    /// <param name="second">The second system's.</param>
    /// <param name="options">How to estimate.</param>
    /// <exception cref="CaptionFileException">The files are of different images, have no metric in common, or have one that was computed in different
    /// ways.</exception>
    public static IReadOnlyList<MetricComparison> Compare(
        IReadOnlyList<ScoreFile> first, IReadOnlyList<ScoreFile> second, ResamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ScoreFile[] all = [.. first, .. second];
        IReadOnlyList<string> ids = all[0].Ids;
        foreach (ScoreFile file in all)
        {
            string[] different = [.. ids.Except(file.Ids).Concat(file.Ids.Except(ids)).Take(6)];
            if (different.Length > 0)
            {
                throw new CaptionFileException(
                    $"{file.Path}: its images are not those of {all[0].Path}; only one of them has {string.Join(", ", different.Take(5))}{(different.Length > 5 ? ", ..." : "")}");
            }
        }

        string[] metrics = [.. all[0].Corpus.Keys.Where(metric => all.All(file => file.Corpus.ContainsKey(metric)))];
        foreach (string metric in metrics)
        {
            string[] signatures = [.. all.Select(file => file.Signatures.GetValueOrDefault(metric, "")).Where(signature => signature.Length > 0)
                .Distinct()];
            if (signatures.Length > 1)
            {
                throw new CaptionFileException(
                    $"{all[^1].Path}: its {metric} is another score than that of {all[0].Path}: found '{signatures[^1]}' and '{signatures[0]}', expected the same; score both in one way, or leave {metric} out with --metrics");
            }
        }

        return metrics.Length == 0
            ? throw new CaptionFileException($"{all[^1].Path}: no metric in common with {all[0].Path}")
            : [.. metrics.Select(metric => Compare(metric, first, second, ids, options))];
    }

    private static MetricComparison Compare(
        string metric, IReadOnlyList<ScoreFile> first, IReadOnlyList<ScoreFile> second, IReadOnlyList<string> ids, ResamplingOptions? options)
    {
        bool isApproximate = first.Concat(second).Any(file => file.IsApproximate(metric));
        ResampledScore[] left = [.. first.Select(file => file.Resampled(metric, ids))],
            right = [.. second.Select(file => file.Resampled(metric, ids))];
        return new MetricComparison(
            metric,
            first.Average(file => file.Corpus[metric]),
            second.Average(file => file.Corpus[metric]),
            Bootstrap.Difference(right, left, options),
            left.Length == right.Length ? PairedRandomization.PValue(left, right, options) : null,
            isApproximate);
    }
}
