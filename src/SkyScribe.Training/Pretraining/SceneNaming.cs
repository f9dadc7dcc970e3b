using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.IO;

namespace SkyScribe.Training.Pretraining;

/// <summary>How the scene that an image shows is read from its file's path.</summary>
public sealed record SceneNaming
{
    private const string Numbered = "numbers";

    private SceneNaming(string text, int perScene) => (Text, PerScene) = (text, perScene);

    /// <summary>A folder a scene, as NWPU-RESISC45 and most scene data sets come: "beach/beach_007.jpg" shows a beach.</summary>
    public static SceneNaming Folders { get; } = new("folders", 0);

    /// <summary>The name before its number, as in RSICD: "airport_12.jpg" shows an airport. A name that is only a number tells nothing.</summary>
    public static SceneNaming Names { get; } = new("names", 0);

    /// <summary>How people write it: folders, names, or numbers:N.</summary>
    public string Text { get; }

    // Images of a scene where they are numbered scene after scene, from 1; else 0.
    private int PerScene { get; }

    /// <summary>Numbered scene after scene, from 1, as in UCM, which has 100 of each.</summary>
    public static SceneNaming Numbers(int perScene) => new($"{Numbered}:{perScene}", perScene);

    /// <summary>Reads what people write.</summary>
    /// <exception cref="OptionException">It is none of the three.</exception>
    public static SceneNaming Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == Folders.Text || text == Names.Text)
        {
            return text == Folders.Text ? Folders : Names;
        }

        string[] parts = text.Split(':');
        return parts is [Numbered, var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int perScene)
            && perScene > 0
            ? Numbers(perScene)
            : throw new OptionException(
            $"scenes are named by '{text}'; expected folders (a folder a scene), names (airport_12.jpg) or {Numbered}:N (N images a scene, numbered from 1)");
    }

    /// <summary>The scene of an image, or null where its path tells none.</summary>
    /// <param name="path">path below the image folder, with '/' between its parts</param>
    /// <exception cref="DatasetException">Images are numbered, and this one's name is no number.</exception>
    public string? SceneOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        if (this == Folders)
        {
            return parts.Length > 1 ? parts[^2] : null;
        }

        string name = Path.GetFileNameWithoutExtension(parts[^1]);
        if (this == Names)
        {
            string scene = name.TrimEnd("0123456789".ToCharArray()).TrimEnd('_', '-', ' ', '.').ToLowerInvariant();
            return scene.Length > 0 ? scene : null;
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? FormattableString.Invariant($"scene {(number - 1) / PerScene + 1:00}")
            : throw new DatasetException(
            path, "", $"the name {SkyScribeException.Quote(name)}", $"a number from 1, because scenes are named by {Text}");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
