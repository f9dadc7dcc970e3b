using System.IO.Enumeration;

namespace SkyScribe.Imaging;

/// <summary>Finds files by a pattern: * and ? within a name, ** for any number of folders.</summary>
internal static class GlobPattern
{
    private static readonly char[] Separators = Path.DirectorySeparatorChar == '/' ? ['/'] : ['/', '\\'];

    // Hidden names are found only by a pattern that begins with a dot, as in a shell; links to folders are not followed, since they can form rings.
    private static readonly EnumerationOptions Options = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The matching files, sorted ordinally.</summary>
    public static List<string> Find(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] parts = pattern[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        List<string> folders = [root];
        foreach (string part in parts[..^1])
        {
            folders = part == "**" ? [.. folders.SelectMany(AndBelow)]
                : IsPattern(part) ? [.. folders.SelectMany(folder => Directories(folder, part))]
                : [.. folders.Select(folder => Path.Combine(folder, part)).Where(Directory.Exists)];
            folders = [.. folders.Distinct(StringComparer.Ordinal)];
        }

        string last = parts[^1];
        if (last == "**")
        {
            (folders, last) = ([.. folders.SelectMany(AndBelow).Distinct(StringComparer.Ordinal)], "*");
        }

        List<string> files = [.. folders.SelectMany(folder => Names(folder, last, Directory.EnumerateFiles))];
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>The files of one folder whose name matches.</summary>
    public static IEnumerable<string> Files(string folder, string namePattern) => Names(folder, namePattern, Directory.EnumerateFiles);

    private static IEnumerable<string> Directories(string folder, string namePattern) => Names(folder, namePattern, Directory.EnumerateDirectories);

    /// <summary>A folder and all folders below it.</summary>
    public static IEnumerable<string> AndBelow(string folder)
    {
        Stack<string> open = new([folder]);
        while (open.TryPop(out string? next))
        {
            yield return next;
            foreach (string below in Directories(next, "*"))
            {
                if (!File.GetAttributes(below).HasFlag(FileAttributes.ReparsePoint))
                {
                    open.Push(below);
                }
            }
        }
    }

    private static IEnumerable<string> Names(string folder, string pattern, Func<string, string, EnumerationOptions, IEnumerable<string>> list)
    {
        string searched = folder.Length == 0 ? "." : folder;
        return !Directory.Exists(searched)
            ? []
            : list(searched, "*", Options)
                .Select(path => Path.GetFileName(path))
                .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows())
                    && (pattern[0] == '.' || name[0] != '.'))
                .Select(name => Path.Combine(folder, name));
    }
}
