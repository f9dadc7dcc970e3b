using SkyScribe.Metrics.Scores;

namespace SkyScribe.Metrics.Captions;

/// <summary>A metric: captions with their references in, scores by name out.</summary>
public interface ICaptionMetric
{
    /// <summary>The names of its scores, in the order of reports; one, but for BLEU.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Scores every image and the whole set.</summary>
    /// <param name="captions">One caption an image, and its references.</param>
    /// <param name="cancellation">Stops the work.</param>
    CaptionScores Score(CaptionSet captions, CancellationToken cancellation = default);
}
