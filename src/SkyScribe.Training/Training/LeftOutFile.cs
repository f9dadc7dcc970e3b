using System.Text.Json;
using SkyScribe.IO;

namespace SkyScribe.Training.Training;

/// <summary><c>left-out.json</c> of a run's folder: the images that the run began without, so that it is resumed without the same ones.</summary>
internal static class LeftOutFile
{
    /// <summary>Its name.</summary>
    public const string Name = "left-out.json";

    /// <summary>The image files; none where no file is there.</summary>
    public static IReadOnlyList<string> Read(string folder) =>
        Path.Combine(folder, Name) is var path && File.Exists(path) ? StrictJson.Read<List<string>>(path) : [];

    /// <summary>Writes them, or takes the file of an earlier start away.</summary>
    public static void Write(string folder, IReadOnlyList<string> files)
    {
        string path = Path.Combine(folder, Name);
        if (files.Count > 0)
        {
            AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, files, StrictJson.Options));
        }
        else
        {
            File.Delete(path);
        }
    }
}
