namespace SkyScribe.Metrics.Diversity;

/// <summary>How varied a set of captions is. Templated captions score well by n-grams and poorly here.</summary>
/// <param name="Distinct1">Distinct words divided by all words (Li et al., NAACL 2016).</param>
/// <param name="Distinct2">Distinct pairs of neighbouring words divided by all pairs.</param>
/// <param name="DistinctCaptions">Distinct captions.</param>
/// <param name="Vocabulary">Distinct words used.</param>
/// <param name="MeanLength">Words a caption.</param>
/// <param name="VocabularyShare">Share of the training captions' words that are used; null without training captions.</param>
/// <param name="NovelShare">Share of the captions that no training caption equals, word by word; null without training captions.</param>
public sealed record DiversityScores(
    double Distinct1, double Distinct2, int DistinctCaptions, int Vocabulary, double MeanLength, double? VocabularyShare, double? NovelShare);
