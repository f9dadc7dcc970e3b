namespace SkyScribe.Datasets.Augmentation;

/// <summary>The rotations and mirror images in which a training image may be shown. An aerial picture has no up, but some captions name a side, and
/// these must stay true.</summary>
/// <remarks>Orientations are numbered as in EXIF: 1 as it is; 2 mirrored horizontally; 3 rotated by 180 degrees; 4 mirrored vertically; 5 to 8
/// rotated by 90 or 270 degrees (6 and 8), and those mirrored (5 and 7).</remarks>
internal static class ImageOrientations
{
    // Words that a horizontal mirror image makes wrong, words that only a vertical one does, and words that only a rotation by 90 degrees does.
    private static readonly HashSet<string> Sideways =
    [
        "left", "right", "leftmost", "rightmost", "east", "west", "eastern", "western",
        "northeast", "northwest", "southeast", "southwest", "northeastern", "northwestern", "southeastern", "southwestern",
    ];

    private static readonly HashSet<string> Upright = [
        "top", "bottom", "upper", "lower", "above", "below", "up", "down", "north", "south", "northern", "southern"];
    private static readonly HashSet<string> Axes = ["vertical", "vertically", "horizontal", "horizontally"];

    /// <summary>The orientations that the settings <c>data.flips</c> and <c>data.rotations</c> stand for, ascending, the first of them 1.</summary>
    /// <remarks>A mirror image and rotations by 90 degrees make all eight ways of a square, so <see cref="Flips.Horizontal"/> with rotations is as
    /// <see cref="Flips.Both"/>.</remarks>
    public static IReadOnlyList<int> Of(Flips flips, bool rotations) => (flips, rotations) switch
    {
        (Flips.None, false) => [1],
        (Flips.None, true) => [1, 3, 6, 8],
        (Flips.Horizontal, false) => [1, 2],
        (Flips.Both, false) => [1, 2, 3, 4],
        _ => [1, 2, 3, 4, 5, 6, 7, 8],
    };

    /// <summary>How many of the orientations leave an image's captions true. They are the first ones, because the numbers grow with what an
    /// orientation changes.</summary>
    /// <param name="captions">the words of the image's captions</param>
    /// <param name="orientations">as <see cref="Of"/> gives them</param>
    /// <returns>at least 1</returns>
    public static int CountTrue(IEnumerable<IReadOnlyList<string>> captions, IReadOnlyList<int> orientations)
    {
        if (orientations.Count == 1)
        {
            return 1;
        }

        int last = captions.SelectMany(words => words).Select(LastTrue).DefaultIfEmpty(8).Min();
        return orientations.Count(orientation => orientation <= last);
    }

    private static int LastTrue(string word) => Sideways.Contains(word) ? 1 : Upright.Contains(word) ? 2 : Axes.Contains(word) ? 4 : 8;
}
