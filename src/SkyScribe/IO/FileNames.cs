namespace SkyScribe.IO;

/// <summary>Names of files for things that may be called anything.</summary>
internal static class FileNames
{
    /// <summary>A name with '_' for everything that is no ASCII letter or digit.</summary>
    /// <param name="name">the name</param>
    /// <param name="alsoKept">other characters that stay</param>
    public static string Of(string name, string alsoKept = "") =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || alsoKept.Contains(letter, StringComparison.Ordinal) ? letter : '_'));
}
