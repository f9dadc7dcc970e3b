namespace SkyScribe.Metrics;

/// <summary>Scores tokens with the metrics that need no resources (BLEU, ROUGE-L, CIDEr): fast enough for each epoch of a training.</summary>
public sealed class CaptionEvaluator
{
    /// <summary>Scores one candidate an image against that image's references.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens, at least one reference each.</param>
    /// <exception cref="ArgumentException">The numbers of images differ, or an image has no reference.</exception>
    public CaptionScores Evaluate(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Evaluate(candidates, new PreparedReferences(references));

    /// <inheritdoc cref="Evaluate(IReadOnlyList{string[]}, IReadOnlyList{IReadOnlyList{string[]}})"/>
    public CaptionScores Evaluate(IReadOnlyList<string[]> candidates, PreparedReferences references)
    {
        ArgumentNullException.ThrowIfNull(references);
        CountedSentence[] read = references.Read(candidates);
        MetricScore[] bleu = Bleu.Score(read, references);
        return new CaptionScores(new OrderedDictionary<string, MetricScore>
        {
            ["Bleu_1"] = bleu[0],
            ["Bleu_2"] = bleu[1],
            ["Bleu_3"] = bleu[2],
            ["Bleu_4"] = bleu[3],
            ["ROUGE_L"] = RougeL.Score(read, references),
            ["CIDEr"] = new CiderScorer(references).Score(read),
        });
    }
}
