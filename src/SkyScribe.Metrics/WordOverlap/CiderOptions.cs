namespace SkyScribe.Metrics.WordOverlap;

/// <summary>The variants of CIDEr. Both switches on is what coco-caption calls CIDEr and the CIDEr paper calls CIDEr-D.</summary>
public sealed record CiderOptions
{
    /// <summary>The CIDEr of the paper's section 4: the plain cosine. No tool's default, but the original definition.</summary>
    public static CiderOptions Plain { get; } = new() { Clip = false, LengthPenalty = false };

    /// <summary>Whether a candidate's weight counts at most as much as the reference's, against repeating a word.</summary>
    public bool Clip { get; init; } = true;

    /// <summary>Whether sentences of another length than the reference's are punished, with sigma = 6 words.</summary>
    public bool LengthPenalty { get; init; } = true;
}
