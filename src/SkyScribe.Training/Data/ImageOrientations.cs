namespace SkyScribe.Training.Data;

/// <summary>Which turns and mirrors of an image its captions stay true for. An aerial picture has no up, but some sentences name a side.</summary>
internal static class ImageOrientations
{
    private static readonly HashSet<string> _leftAndRight = ["left", "right", "east", "west", "eastern", "western", "northeast", "northwest", "southeast", "southwest"];

    private static readonly HashSet<string> _otherDirections =
    [
        "top", "bottom", "upper", "lower", "above", "below", "up", "down", "north", "south", "northern", "southern",
        "vertical", "vertically", "horizontal", "horizontally",
    ];

    /// <summary>Checks the setting <c>data.orientations</c>.</summary>
    /// <exception cref="ArgumentException">It is not 1, 2, 4 or 8.</exception>
    public static void Validate(int count, string name)
    {
        if (count is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentException($"{name} is {count}; expected 1 (as it is), 2 (mirrored too), 4 (turned upside down too) or 8 (all turns and mirrors)");
        }
    }

    /// <summary>In how many orientations an image may be shown: 1 if a caption names a direction that the turns would make wrong.</summary>
    /// <param name="captions">the words of the image's captions</param>
    /// <param name="wanted">1, 2, 4 or 8, the first ones of EXIF's</param>
    public static int Of(IEnumerable<IReadOnlyList<string>> captions, int wanted) =>
        wanted == 1 || captions.Any(words => words.Any(word => _leftAndRight.Contains(word) || (wanted > 2 && _otherDirections.Contains(word)))) ? 1 : wanted;
}
