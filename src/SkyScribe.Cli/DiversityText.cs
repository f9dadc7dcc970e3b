using SkyScribe.Metrics.Diversity;

namespace SkyScribe.Cli;

/// <summary>Says in one line how varied captions are.</summary>
internal static class DiversityText
{
    public static string Of(DiversityScores scores) => FormattableString.Invariant(
        $"distinct-1 {scores.Distinct1:f4}, distinct-2 {scores.Distinct2:f4}, {scores.DistinctCaptions} distinct captions, {scores.Vocabulary} words")
        + (scores.VocabularyShare is { } share ? FormattableString.Invariant($" ({share:p1} of training's)") : "")
        + FormattableString.Invariant($", {scores.MeanLength:f1} a caption")
        + (scores.NovelShare is { } novel ? FormattableString.Invariant($", {novel:p1} not in training") : "");
}
