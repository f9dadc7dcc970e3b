using System.Globalization;

namespace SkyScribe.Cli;

/// <summary>Names of the attention maps of many images, all in one folder: the images' own names, before which equal ones get the folders that tell
/// them apart.</summary>
internal sealed class MapFiles
{
    private const string Ending = ".attention.png";
    private static readonly StringComparer NameComparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <param name="folder">where the maps go</param>
    /// <param name="images">all images of the run</param>
    public MapFiles(string folder, IReadOnlyList<string> images)
    {
        var taken = new HashSet<string>(NameComparer);
        foreach (var equal in images.Distinct().GroupBy(image => Path.GetFileName(image), NameComparer).OrderBy(group => group.Skip(1).Any()))
        {
            string[][] parts = [.. equal.Select(Parts)];
            int common = parts.Length == 1 ? parts[0].Length - 1 : CommonOf(parts);
            foreach (var (image, own) in equal.Zip(parts))
            {
                string name = string.Join('_', own[common..]), free = name;
                for (int number = 2; !taken.Add(free); number++)
                {
                    free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
                }

                _paths[image] = Path.Combine(folder, free + Ending);
            }
        }
    }

    /// <summary>The map of one of the images.</summary>
    public string PathOf(string image) => _paths[image];

    // How many folders, from the root on, all have in common.
    private static int CommonOf(string[][] parts) =>
        Enumerable.Range(0, parts.Min(own => own.Length) - 1).TakeWhile(i => parts.All(own => own[i] == parts[0][i])).Count();

    // A drive's colon cannot be part of a name.
    private static string[] Parts(string image) => [.. Path.GetFullPath(image)
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Select((part, i) => i == 0 && OperatingSystem.IsWindows() ? part.Replace(":", "", StringComparison.Ordinal) : part)];
}
