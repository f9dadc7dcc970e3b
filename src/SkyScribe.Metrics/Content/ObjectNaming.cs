using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Metrics.Content;

/// <summary>How well captions name the objects that people marked in the pictures: precision and recall over kinds of objects.</summary>
/// <remarks>Micro averages: over all images together, the share of named kinds that are marked, and the share of marked kinds that are
/// named.</remarks>
public static class ObjectNaming
{
    /// <summary>Share of the named kinds that are in the picture.</summary>
    public const string Precision = "Objects_P";

    /// <summary>Share of the kinds in the picture that are named.</summary>
    public const string Recall = "Objects_R";

    /// <summary>Scores captions against marked objects.</summary>
    /// <param name="captions">for each image what is said of it: one caption, or several that are taken together</param>
    /// <param name="marked">for each image the kinds of objects in it; null for one that nobody looked at, which weighs nothing</param>
    /// <param name="words">which words name which kinds</param>
    /// <exception cref="ArgumentException">The numbers of images differ, or there is none.</exception>
    public static CaptionScores Score(
        IReadOnlyList<IReadOnlyList<string>> captions, IReadOnlyList<IReadOnlySet<string>?> marked, ObjectWords words)
    {
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(words);
        if (captions.Count != marked.Count || captions.Count == 0)
        {
            throw new ArgumentException(
                $"found {captions.Count} captions for {marked.Count} images; expected one an image, and an image", nameof(captions));
        }

        var right = new double[captions.Count];
        var named = new double[captions.Count];
        for (int image = 0; image < captions.Count; image++)
        {
            if (marked[image] is not { } present)
            {
                continue;
            }

            HashSet<string> kinds = [.. captions[image].SelectMany(caption => words.KindsIn(PtbTokenizer.Tokenize(caption)))];
            (right[image], named[image]) = (kinds.Count(present.Contains), kinds.Count);
        }

        string signature = $"micro average over {words.Kinds.Count} kinds of objects, words {words.Hash}; {PtbTokenizer.Name}";
        return CaptionScores.Join(
            CaptionScores.Of(Precision, Ratio.Of(right, named, signature)),
            CaptionScores.Of(Recall, Ratio.Of(right, [.. marked.Select(kinds => (double)(kinds?.Count ?? 0))], signature)));
    }
}
