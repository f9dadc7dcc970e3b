using System.Collections.Concurrent;

namespace SkyScribe.Metrics.Scoring;

/// <summary>What is known of each image, filled block by block from several threads.</summary>
internal sealed class ImageScores(int images)
{
    /// <summary>The counts of all four BLEU scores.</summary>
    public const string Bleu = "Bleu";

    private readonly ConcurrentDictionary<string, double[]> _scores = new();
    private readonly ConcurrentDictionary<string, double[][]> _counts = new();

    public void Set(string metric, int start, MetricScore block)
    {
        double[] scores = _scores.GetOrAdd(metric, _ => new double[images]);
        for (int i = 0; i < block.PerImage.Count; i++)
        {
            scores[start + i] = block.PerImage[i];
        }
    }

    public void Set(string metric, int start, double[][] block) => block.CopyTo(_counts.GetOrAdd(metric, _ => new double[images][]), start);

    public double[][] Counts(string metric) => _counts[metric];

    public MetricScore Mean(string metric) => new(_scores[metric].Average(), _scores[metric]);
}
