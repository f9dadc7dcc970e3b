namespace SkyScribe.Imaging;

/// <summary>Turns what a user typed (files, folders, patterns) into a list of image files.</summary>
public static class ImageFiles
{
    /// <summary>The extensions by which folders and patterns are searched, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".webp", ".tif", ".tiff"];

    /// <summary>Whether a name ends as an image file's does; the case does not matter.</summary>
    public static bool HasImageExtension(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>
    /// Expands the arguments in their order. A file is taken as it is, whatever its name and even if it is missing (reading it says so); a folder
    /// gives its image files, a pattern (* ? within a name, ** for any folders) those it matches, both sorted ordinally. What was listed already is
    /// dropped.
    /// </summary>
    /// <param name="pathsOrGlobs">What the user typed.</param>
    /// <param name="recursive">Whether folders include the folders below them.</param>
    /// <exception cref="ImageException">A folder or a pattern without a single image file.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> pathsOrGlobs, bool recursive = false) => Expand(pathsOrGlobs, recursive, null);

    /// <summary>The same.</summary>
    /// <param name="pathsOrGlobs">what the user typed</param>
    /// <param name="recursive">whether folders include the folders below them</param>
    /// <param name="leftAside">counts the files of folders and patterns that are no images by their name; null where nobody asks</param>
    /// <exception cref="ImageException">A folder or a pattern without a single image file.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> pathsOrGlobs, bool recursive, LeftAside? leftAside)
    {
        ArgumentNullException.ThrowIfNull(pathsOrGlobs);
        HashSet<string> seen = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        List<string> files = [];
        foreach (string argument in pathsOrGlobs)
        {
            foreach (string file in ExpandOne(argument, recursive, leftAside))
            {
                if (seen.Add(Path.GetFullPath(file)))
                {
                    files.Add(file);
                }
            }
        }

        return files;
    }

    /// <summary>The files of one argument as they are found, in no order, so that memory does not grow with the number of a folder's files.</summary>
    /// <inheritdoc cref="Expand(IEnumerable{string}, bool, LeftAside)"/>
    /// <param name="argument">what the user typed</param>
    internal static IEnumerable<string> Enumerate(string argument, bool recursive, LeftAside? leftAside)
    {
        if (string.IsNullOrEmpty(argument))
        {
            throw new ImageException("(empty)", "an empty path was given", "name an image file, a folder or a pattern");
        }

        if (Directory.Exists(argument))
        {
            IEnumerable<string> folders = recursive ? GlobPattern.AndBelow(argument) : [argument];
            return Images(argument, "the folder", folders.SelectMany(folder => GlobPattern.Files(folder, "*")), leftAside);
        }

        // A real file may have a star in its name.
        return File.Exists(argument) || !GlobPattern.IsPattern(argument) ? [argument]
            : Images(argument, "the pattern", GlobPattern.Find(argument), leftAside);
    }

    private static List<string> ExpandOne(string argument, bool recursive, LeftAside? leftAside)
    {
        List<string> images = [.. Enumerate(argument, recursive, leftAside)];
        images.Sort(StringComparer.Ordinal);
        return images;
    }

    private static IEnumerable<string> Images(string argument, string kind, IEnumerable<string> found, LeftAside? leftAside)
    {
        long images = 0, others = 0;
        foreach (string file in found)
        {
            if (HasImageExtension(file))
            {
                images++;
                yield return file;
            }
            else
            {
                others++;
                leftAside?.Add([file]);
            }
        }

        if (images == 0)
        {
            string given = others == 0 ? "no file" : $"{others} files, but none that ends with {string.Join(' ', Extensions)}";
            throw new ImageException(argument, $"{kind} gives {given}", "check the path; ** searches all folders below");
        }
    }
}
