using SkyScribe.TestSupport;

namespace SkyScribe.Tests.Packages;

/// <summary>The committed package of a tiny model (tests/README.md says how it was made), with pictures; one for all tests of a class.</summary>
public sealed class FixturePackage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skyscribe-package-").FullName;
    private int _copies;

    /// <summary>The package itself: not to be changed.</summary>
    public string Folder { get; } = SharedFiles.Fixture("packages/version-2");

    public IReadOnlyList<string> Images { get; } = [
        .. Directory.EnumerateFiles(SharedFiles.Fixture("resize"), "*.png").Order(StringComparer.Ordinal)];

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>A copy to spoil.</summary>
    public string Copy()
    {
        string copy = PathOf($"copy{Interlocked.Increment(ref _copies)}");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
