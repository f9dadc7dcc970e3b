using SkyScribe.Decoding;
using SkyScribe.Metrics.Content;

namespace SkyScribe.Datasets.Augmentation;

/// <summary>Detailed captions of an image, made of what people wrote about it: two captions that complement each other, joined by "and".</summary>
/// <remarks>An image whose captions all name the same objects has none: a model must not learn that a detailed caption repeats itself.</remarks>
internal static class DetailedCaptions
{
    /// <summary>The detailed captions of one image.</summary>
    /// <param name="captions">the words of its captions; copies count once</param>
    /// <param name="most">how many to make</param>
    /// <param name="maxWords">longest one, in words; longer pairs are left out</param>
    /// <returns>at most <paramref name="most"/>; those that say most first (<see cref="ComplementaryCaptions"/>)</returns>
    public static IReadOnlyList<string[]> Of(IReadOnlyList<string[]> captions, int most, int maxWords)
    {
        string[][] own = [.. captions.DistinctBy(words => string.Join(' ', words))];
        return [.. ComplementaryCaptions.Pairs(own).Select(pair => (string[])[.. own[pair.First], StyledSearch.Joint, .. own[pair.Second]])
            .Where(words => words.Length <= maxWords).Take(most)];
    }
}
