namespace SkyScribe.Metrics;

/// <summary>The scores of a set of captions.</summary>
/// <param name="Bleu">BLEU-1 to BLEU-4, at index 0 to 3.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="Cider">CIDEr.</param>
public sealed record CaptionScores(IReadOnlyList<MetricScore> Bleu, MetricScore RougeL, MetricScore Cider)
{
    /// <summary>All scores under coco-caption's names (Bleu_1, ..., Bleu_4, ROUGE_L, CIDEr), in the order of its reports.</summary>
    public IReadOnlyDictionary<string, MetricScore> ByName { get; } = new OrderedDictionary<string, MetricScore>
    {
        ["Bleu_1"] = Bleu[0],
        ["Bleu_2"] = Bleu[1],
        ["Bleu_3"] = Bleu[2],
        ["Bleu_4"] = Bleu[3],
        ["ROUGE_L"] = RougeL,
        ["CIDEr"] = Cider,
    };
}
