using System.Runtime.CompilerServices;

namespace SkyScribe.TestSupport;

/// <summary>Where tests find the repository and, if it is there, the folder ../shared with data that is never committed.</summary>
internal static class SharedFiles
{
    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path under ../shared; the running test is reported as skipped where it is absent.</summary>
    public static string Require(string relativePath)
    {
        string path = Path.GetFullPath(Path.Combine(Root, "..", "shared", relativePath));
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"needs shared/{relativePath}, which is not on this machine");
        }

        return path;
    }

    /// <summary>A committed fixture of the tests.</summary>
    public static string Fixture(string relativePath) => Path.Combine(Root, "tests", "fixtures", relativePath);

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
