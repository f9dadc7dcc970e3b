using System.Runtime.CompilerServices;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.WordOverlap;

/// <summary>CIDEr (Vedantam et al., CVPR 2015) as coco-caption computes it, and its variants.</summary>
/// <remarks>
/// For n = 1..4, the mean over the references of the cosine of TF-IDF vectors, with document frequencies from the evaluated references (one
/// image is one document); averaged over n, times 10. What coco-caption reports as CIDEr, and the literature with it, is not the paper's plain
/// cosine: each weight of the candidate is clipped to the reference's, and each similarity is multiplied by exp(-d^2 / (2 * 6^2)) where d is
/// the difference in length. An n-gram that all images have weighs nothing, so a single image scores 0 whatever its candidate is.
/// </remarks>
/// <param name="options">The variant; null for coco-caption's.</param>
/// <param name="frequencies">Document frequencies of other captions; null takes the references'.</param>
public sealed class Cider(CiderOptions? options = null, DocumentFrequencies? frequencies = null) : ICaptionMetric
{
    /// <summary>The name of coco-caption's variant.</summary>
    public const string Name = "CIDEr";

    /// <summary>The name of that variant with document frequencies of other captions.</summary>
    public const string NameWithOtherFrequencies = "CIDEr_D";

    /// <summary>The name of the plain cosine.</summary>
    public const string PlainName = "CIDEr_plain";

    // Scoring the same references again, as after each epoch of a training, costs no new weights.
    private static readonly ConditionalWeakTable<ReferenceSet, CiderScorer> Known = [];

    private readonly CiderOptions _options = options ?? new CiderOptions();

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [OwnName];

    private string OwnName => (_options.Clip, _options.LengthPenalty, frequencies) switch
    {
        (false, false, _) => PlainName,
        (true, true, null) => Name,
        (true, true, _) => NameWithOtherFrequencies,
        (true, false, _) => "CIDEr_clipped",
        (false, true, _) => "CIDEr_with_length_penalty",
    };

    /// <inheritdoc/>
    public CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(captions);
        string signature = Signature(_options, frequencies?.Images, captions.References.Tokenizer);
        return CaptionScores.Of(OwnName, MetricScore.MeanOf(Each(captions, _options, frequencies), signature));
    }

    internal static string Signature(CiderOptions options, int? otherImages, string tokenizer) =>
        $"CIDEr{(options.Clip ? ", clipped" : "")}{(options.LengthPenalty ? ", length penalty with sigma 6" : "")}, "
        + $"document frequencies of {(otherImages is { } images ? $"{images} other images" : "the references")}; {tokenizer}";

    /// <summary>CIDEr of each image.</summary>
    internal static double[] Each(CaptionSet captions, CiderOptions options, DocumentFrequencies? frequencies)
    {
        ReferenceSet references = captions.References;
        if (frequencies is null && options == new CiderOptions())
        {
            return Known.GetValue(references, static references => new CiderScorer(references)).Each(captions.CountedWords);
        }

        if (frequencies is null || ReferenceEquals(frequencies, references.Numbering))
        {
            var own = frequencies ?? DocumentFrequencies.Of(references.NumberedWords);
            return new CiderScorer(references.NumberedWords, options, own).Each(captions.CountedWords);
        }

        var numbered = new NumberedReferences(references.Words, frequencies);
        return new CiderScorer(numbered, options, frequencies).Each(numbered.Read(captions.Words));
    }
}
