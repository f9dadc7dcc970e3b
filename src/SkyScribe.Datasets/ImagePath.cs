namespace SkyScribe.Datasets;

/// <summary>Paths below an image folder, as caption files give them.</summary>
internal static class ImagePath
{
    /// <summary>What a path must be, for messages.</summary>
    public const string Expected = "a path inside the image folder (not empty, not absolute, no '..')";

    private const int MaximumLength = 1024;

    /// <summary>The path with '/' between its parts, or null for one that is empty, absolute or leads out of the folder.</summary>
    public static string? Normalize(string path)
    {
        string[] parts = path.Trim().Replace('\\', '/').Split('/');
        bool drive = parts[0].Length >= 2 && char.IsAsciiLetter(parts[0][0]) && parts[0][1] == ':';
        if (path.Length > MaximumLength || drive || parts[0].Length == 0 || path.Any(char.IsControl))
        {
            return null;
        }

        string[] kept = [.. parts.Where(part => part is not ("" or "."))];
        return kept.Length == 0 || parts[^1] is "" or "." || kept.Any(part => part.Trim(' ') is "..") ? null : string.Join('/', kept);
    }
}
