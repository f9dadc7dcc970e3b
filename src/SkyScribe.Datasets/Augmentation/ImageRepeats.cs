using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Augmentation;

/// <summary>How often an epoch shows an image: where data sets are trained on together, captions of the smaller one's images would otherwise follow
/// the larger one's style.</summary>
internal static class ImageRepeats
{
    /// <summary>How often an epoch shows an image at most.</summary>
    public const int Most = 100;

    private const string Expected = "FOLDER=TIMES, several separated by commas, with TIMES from 1 to 100 (\"ucm=3\")";

    /// <summary>Reads the setting <c>data.repeat</c>.</summary>
    /// <returns>folders below the image folder and how often an epoch shows their images; empty where every image is shown once</returns>
    /// <exception cref="OptionException">The text is no such list.</exception>
    public static IReadOnlyList<(string Folder, int Times)> Parse(string text)
    {
        var repeats = new List<(string Folder, int Times)>();
        foreach (string item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = item.LastIndexOf('=');
            string? folder = equals > 0 ? ImagePath.Normalize(item[..equals].TrimEnd('/')) : null;
            if (folder is null || !int.TryParse(item.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int times)
                || times is < 1 or > Most)
            {
                throw new OptionException($"Data.Repeat: found '{item}', expected {Expected}");
            }

            repeats.Add((folder, times));
        }

        return repeats;
    }

    /// <summary>Each image's index as often as an epoch shows the image, in the images' order.</summary>
    /// <param name="files">the training images' paths below the image folder, with '/' between their parts</param>
    /// <param name="text">the setting</param>
    /// <exception cref="OptionException">The text is no such list, or names a folder that holds no training image.</exception>
    public static int[] Occurrences(IReadOnlyList<string> files, string text)
    {
        var repeats = Parse(text);
        var unused = repeats.Where(repeat => !files.Any(file => IsBelow(file, repeat.Folder))).ToArray();
        if (unused.Length > 0)
        {
            throw new OptionException(
                $"Data.Repeat: found folder '{unused[0].Folder}', which holds no training image; the first one is {files.FirstOrDefault() ?? "missing"}");
        }

        return Enumerable.Range(0, files.Count)
            .SelectMany(image => Enumerable.Repeat(
            image, repeats.Where(repeat => IsBelow(files[image], repeat.Folder)).Select(repeat => repeat.Times).DefaultIfEmpty(1).Max()))
            .ToArray();
    }

    private static bool IsBelow(string file, string folder) => file.StartsWith(folder + '/', StringComparison.Ordinal);
}
