namespace SkyScribe.Metrics;

/// <summary>The scores of a set of captions, by name in the order of reports.</summary>
/// <param name="ByName">Each metric's result under its name, coco-caption's where it has one.</param>
public sealed record CaptionScores(IReadOnlyDictionary<string, MetricScore> ByName)
{
    /// <summary>A metric's result.</summary>
    /// <param name="metric">its name</param>
    public MetricScore this[string metric] => ByName[metric];
}
