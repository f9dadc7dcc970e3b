using System.Collections.Concurrent;

namespace SkyScribe.Metrics;

/// <summary>What is known of each image, filled block by block from several threads.</summary>
internal sealed class ImageScores(int images)
{
    private readonly ConcurrentDictionary<string, double[]> _scores = new();
    private readonly ConcurrentDictionary<string, double[][]> _counts = new();

    public void Set(string metric, int start, double[] block) => block.CopyTo(_scores.GetOrAdd(metric, _ => new double[images]), start);

    public void Set(string metric, int start, double[][] block) => block.CopyTo(_counts.GetOrAdd(metric, _ => new double[images][]), start);

    public double[][] Counts(string metric) => _counts[metric];

    public double[] Scores(string metric) => _scores[metric];
}
