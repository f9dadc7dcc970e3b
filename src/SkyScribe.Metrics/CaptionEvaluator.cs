namespace SkyScribe.Metrics;

/// <summary>Scores captions with all metrics at once.</summary>
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
        return new CaptionScores(Bleu.Score(read, references), RougeL.Score(read, references), new CiderScorer(references).Score(read));
    }
}
