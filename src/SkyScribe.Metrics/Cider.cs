namespace SkyScribe.Metrics;

/// <summary>CIDEr (Vedantam et al., CVPR 2015) as coco-caption computes it.</summary>
/// <remarks>
/// For n = 1..4, the mean over the references of the cosine of TF-IDF vectors, with document frequencies from the evaluated references (one
/// image is one document); averaged over n, times 10. What coco-caption reports as CIDEr, and the literature with it, is not the paper's plain
/// cosine: each weight of the candidate is clipped to the reference's, and each similarity is multiplied by exp(-d^2 / (2 * 6^2)) where d is
/// the difference in length. An n-gram that all images have weighs nothing, so a single image scores 0 whatever its candidate is.
/// </remarks>
public static class Cider
{
    /// <summary>CIDEr of each image, and their mean.</summary>
    /// <param name="candidates">For each image its candidate's tokens; may be empty.</param>
    /// <param name="references">For each image its references' tokens.</param>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, IReadOnlyList<IReadOnlyList<string[]>> references) =>
        Score(candidates, new PreparedReferences(references));

    /// <inheritdoc cref="Score(IReadOnlyList{string[]}, IReadOnlyList{IReadOnlyList{string[]}})"/>
    public static MetricScore Score(IReadOnlyList<string[]> candidates, PreparedReferences references) =>
        new CiderScorer(references).Score(candidates);
}
