namespace SkyScribe.Metrics.Diversity;

/// <summary>Measures how varied captions are.</summary>
public static class CaptionDiversity
{
    /// <summary>Measures a set of captions.</summary>
    /// <param name="captions">Their tokens, at least one caption.</param>
    /// <param name="training">The tokens of the training captions, if known.</param>
    public static DiversityScores Measure(IReadOnlyCollection<string[]> captions, IEnumerable<string[]>? training = null)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentOutOfRangeException.ThrowIfZero(captions.Count);
        HashSet<string> words = [.. captions.SelectMany(caption => caption)];
        HashSet<(string, string)> pairs = [.. captions.SelectMany(caption => caption.Zip(caption.Skip(1)))];
        long wordCount = captions.Sum(caption => (long)caption.Length), pairCount = captions.Sum(caption => Math.Max(0L, caption.Length - 1));
        (double? vocabularyShare, double? novelShare) = (null, null);
        if (training is not null)
        {
            string[][] known = [.. training];
            HashSet<string> sentences = [.. known.Select(Joined)], vocabulary = [.. known.SelectMany(sentence => sentence)];
            vocabularyShare = vocabulary.Count == 0 ? 0 : (double)vocabulary.Count(words.Contains) / vocabulary.Count;
            novelShare = (double)captions.Count(caption => !sentences.Contains(Joined(caption))) / captions.Count;
        }

        return new DiversityScores(
            wordCount == 0 ? 0 : (double)words.Count / wordCount,
            pairCount == 0 ? 0 : (double)pairs.Count / pairCount,
            captions.Select(Joined).Distinct().Count(),
            words.Count,
            (double)wordCount / captions.Count,
            vocabularyShare,
            novelShare);
    }

    // Tokens hold no line feed.
    private static string Joined(string[] caption) => string.Join('\n', caption);
}
