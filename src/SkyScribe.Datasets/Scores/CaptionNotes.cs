using SkyScribe.Metrics;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Datasets.Scores;

/// <summary>What a reader of scores should know about the captions that they are of.</summary>
public static class CaptionNotes
{
    /// <summary>Captions without a word: empty, or punctuation alone. They are scored, as 0 by most metrics.</summary>
    /// <param name="captions">the captions</param>
    public static int CountEmpty(IEnumerable<string> captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        return captions.Count(caption => PtbTokenizer.Tokenize(caption).Length == 0);
    }

    /// <summary>The notes, each a sentence; none where nothing is unusual.</summary>
    /// <param name="captions">the captions that were scored</param>
    /// <param name="scores">their scores</param>
    public static IEnumerable<string> Of(IReadOnlyList<string> captions, CaptionScores scores)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(scores);
        int empty = CountEmpty(captions);
        if (empty > 0)
        {
            yield return $"{empty} of {captions.Count} captions are empty (without a word); they are scored as they are";
        }

        if (captions.Count == 1 && scores.ByName.ContainsKey(MetricNames.Cider))
        {
            yield return "CIDEr of one image is 0 by definition: it weighs words by how few of the images have them, and here each has them all";
        }
    }
}
