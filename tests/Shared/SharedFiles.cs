namespace SkyScribe.TestSupport;

/// <summary>Where tests find the repository and the folder with data that is never committed: the one that SKYSCRIBE_DATA names, else
/// ../shared.</summary>
internal static class SharedFiles
{
    private const string Variable = "SKYSCRIBE_DATA";

    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the data folder; the running test is reported as skipped where it is absent.</summary>
    public static string Require(string relativePath)
    {
        string folder = DataFolder(Environment.GetEnvironmentVariable(Variable));
        string path = Path.Combine(folder, relativePath);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"needs {relativePath} in {folder}, which is not there; {Variable} may name another folder");
        }

        return path;
    }

    /// <summary>The data folder for a value of SKYSCRIBE_DATA; a relative one starts at the repository's root, because tests run in folders of the
    /// build.</summary>
    /// <exception cref="DirectoryNotFoundException">A folder is named and is not there: its tests would all be skipped, and nobody would
    /// notice.</exception>
    public static string DataFolder(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return Path.GetFullPath(Path.Combine(Root, "..", "shared"));
        }

        string folder = Path.GetFullPath(Path.Combine(Root, value));
        return Directory.Exists(folder) ? folder
            : throw new DirectoryNotFoundException($"{Variable} is '{value}'; expected a folder, found none at {folder}");
    }

    /// <summary>A committed fixture of the tests.</summary>
    public static string Fixture(string relativePath) => Path.Combine(Root, "tests", "fixtures", relativePath);

    // Not by the path of a source file: continuous integration builds with mapped paths. The build's outputs lie in the repository's artifacts.
    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "SkyScribe.slnx")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds SkyScribe.slnx; expected to run in the repository's artifacts");
    }
}
