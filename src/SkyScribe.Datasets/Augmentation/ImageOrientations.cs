using SkyScribe.IO;

namespace SkyScribe.Datasets.Augmentation;

/// <summary>Which turns and mirrors of an image its captions stay true for. An aerial picture has no up, but some sentences name a side.</summary>
/// <remarks>The orientations are EXIF's, in their order: as it is; mirrored (2); turned upside down, and that mirrored (4); all quarter turns, and those mirrored (8).</remarks>
internal static class ImageOrientations
{
    // Words that a mirror makes wrong, those that only turning upside down does, and those that only a quarter turn does.
    private static readonly HashSet<string> _sideways =
    [
        "left", "right", "leftmost", "rightmost", "east", "west", "eastern", "western",
        "northeast", "northwest", "southeast", "southwest", "northeastern", "northwestern", "southeastern", "southwestern",
    ];

    private static readonly HashSet<string> _upright = ["top", "bottom", "upper", "lower", "above", "below", "up", "down", "north", "south", "northern", "southern"];
    private static readonly HashSet<string> _axes = ["vertical", "vertically", "horizontal", "horizontally"];

    /// <summary>Checks the setting <c>data.orientations</c>.</summary>
    /// <exception cref="OptionException">It is not 1, 2, 4 or 8.</exception>
    public static void Validate(int count, string name)
    {
        if (count is not (1 or 2 or 4 or 8))
        {
            throw new OptionException($"{name} is {count}; expected 1 (as it is), 2 (mirrored too), 4 (upside down too) or 8 (all turns and mirrors)");
        }
    }

    /// <summary>In how many orientations an image may be shown: as many as leave its captions true.</summary>
    /// <param name="captions">the words of the image's captions</param>
    /// <param name="wanted">1, 2, 4 or 8</param>
    public static int Of(IEnumerable<IReadOnlyList<string>> captions, int wanted) =>
        wanted == 1 ? 1 : Math.Min(wanted, captions.SelectMany(words => words).Select(Limit).DefaultIfEmpty(8).Min());

    private static int Limit(string word) => _sideways.Contains(word) ? 1 : _upright.Contains(word) ? 2 : _axes.Contains(word) ? 4 : 8;
}
