namespace SkyScribe.Metrics.Scores;

/// <summary>The scores of a set of captions, by name in the order of reports.</summary>
/// <param name="ByName">Each result under its name, which is coco-caption's where it has one.</param>
public sealed record CaptionScores(IReadOnlyDictionary<string, MetricScore> ByName)
{
    /// <summary>A metric's result.</summary>
    /// <param name="metric">its name</param>
    /// <exception cref="KeyNotFoundException">It was not computed; the message has the names that were, and how to get METEOR with the full
    /// table.</exception>
    public MetricScore this[string metric] => ByName.TryGetValue(metric, out MetricScore? score) ? score : throw new KeyNotFoundException(
        $"no score is named '{metric}'; there are {string.Join(", ", ByName.Keys)}"
        + (metric == "METEOR"
        ? "; METEOR itself needs the full paraphrase table: reference the package SkyScribe.Metrics.Paraphrases and set ScoringOptions.Paraphrases to FullParaphrases.Table" : ""));

    /// <summary>One score under its name.</summary>
    public static CaptionScores Of(string name, MetricScore score) => new(new OrderedDictionary<string, MetricScore> { [name] = score });

    /// <summary>The scores of several metrics, in their order; of equal names the last stays.</summary>
    public static CaptionScores Join(params IEnumerable<CaptionScores> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var all = new OrderedDictionary<string, MetricScore>();
        foreach ((string name, MetricScore score) in parts.SelectMany(part => part.ByName))
        {
            all[name] = score;
        }

        return new CaptionScores(all);
    }
}
