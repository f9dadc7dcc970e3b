using SkyScribe.Training.Export;
using SkyScribe.Training.Tests.Training;
using SkyScribe.Training.Training;

namespace SkyScribe.Training.Tests.Export;

/// <summary>A package of a model that was trained for a second, with its toy images; one for all tests of a class.</summary>
public sealed class TinyPackage : IDisposable
{
    private readonly TinyRun _tiny = new();
    private int _copies;

    public TinyPackage()
    {
        Trainer.Run(_tiny.Run("run"));
        PackageExporter.Export(_tiny.PathOf("run"), Folder, new ExportOptions { Name = "tiny" });
        Images = [.. Directory.EnumerateFiles(_tiny.Toy.ImageFolder).Order(StringComparer.Ordinal)];
    }

    public string Folder => _tiny.PathOf("package");

    public string ImageFolder => _tiny.Toy.ImageFolder;

    public string CaptionFile => _tiny.Toy.CaptionFile;

    public IReadOnlyList<string> Images { get; }

    public string PathOf(string name) => _tiny.PathOf(name);

    /// <summary>A copy to spoil.</summary>
    public string Copy()
    {
        string copy = _tiny.PathOf($"copy{Interlocked.Increment(ref _copies)}");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => _tiny.Dispose();
}
