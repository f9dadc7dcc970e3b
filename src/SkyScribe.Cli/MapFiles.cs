namespace SkyScribe.Cli;

/// <summary>Names of the attention maps of many images: the images' own, with as many of their folders as tell them apart.</summary>
internal sealed class MapFiles
{
    private const string Ending = ".attention.png";
    private readonly string _folder;
    private readonly int _common;

    /// <param name="folder">where the maps go</param>
    /// <param name="images">all images of the run; the folders that they have in common are left out of the names</param>
    public MapFiles(string folder, IReadOnlyList<string> images)
    {
        _folder = folder;
        string[]? common = null;
        foreach (string image in images)
        {
            string[] parts = Parts(image)[..^1];
            common = common is null ? parts : [.. common.Zip(parts).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        }

        _common = common?.Length ?? 0;
    }

    /// <summary>The map of one of the images.</summary>
    public string PathOf(string image) => Path.Combine([_folder, .. Parts(image)[_common..]]) + Ending;

    // A drive's colon cannot be part of a name.
    private static string[] Parts(string image) => [.. Path.GetFullPath(image)
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Select((part, i) => i == 0 && OperatingSystem.IsWindows() ? part.Replace(":", "", StringComparison.Ordinal) : part)];
}
