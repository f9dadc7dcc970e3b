using System.Text;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Training.Pretraining;

/// <summary>Where scene labels come from.</summary>
/// <param name="Images">the image folder</param>
/// <param name="Naming">how a path tells the scene</param>
/// <param name="Captions">the caption file whose splits are kept; null takes every image of the folder and holds a tenth of each scene back as
/// val</param>
public sealed record SceneSource(string Images, SceneNaming Naming, string? Captions = null);

/// <summary>One image with its scene.</summary>
/// <param name="Path">the file</param>
/// <param name="Source">number of the source it is from</param>
/// <param name="Scene">number of the scene, counted over all sources</param>
internal sealed record SceneImage(string Path, int Source, int Scene);

/// <summary>Images with scene labels from one or more sources. Scenes of two sources are never taken for the same, whatever their names.</summary>
internal sealed class SceneDataset
{
    private const int MostScenes = 10_000, MostImages = 5_000_000, HeldOut = 10;

    private SceneDataset(IReadOnlyList<string> scenes, IReadOnlyList<int> firstScene, IReadOnlyList<SceneImage> train,
        IReadOnlyList<SceneImage> validation, string hash) =>
        (Scenes, FirstScene, Train, Validation, Hash) = (scenes, firstScene, train, validation, hash);

    /// <summary>Names of all scenes, source after source.</summary>
    public IReadOnlyList<string> Scenes { get; }

    /// <summary>Number of each source's first scene, and after the last source the number of scenes.</summary>
    public IReadOnlyList<int> FirstScene { get; }

    public IReadOnlyList<SceneImage> Train { get; }

    public IReadOnlyList<SceneImage> Validation { get; }

    /// <summary>SHA-256 of which image shows which scene in which split.</summary>
    public string Hash { get; }

    /// <summary>Reads all sources. Images of a split "test" are never used.</summary>
    /// <exception cref="DatasetException">A source has too few scenes or images, or an image is missing.</exception>
    public static SceneDataset Read(IReadOnlyList<SceneSource> sources, ulong seed)
    {
        var scenes = new List<string>();
        var first = new List<int>();
        List<SceneImage> train = [], validation = [];
        var listing = new StringBuilder();
        for (int source = 0; source < sources.Count; source++)
        {
            var labelled = Labelled(sources[source], seed);
            string[] names = [.. labelled.Select(image => image.Scene).Distinct().Order(StringComparer.Ordinal)];
            if (names.Length is < 2 or > MostScenes || labelled.Count > MostImages)
            {
                throw new DatasetException(
                    sources[source].Captions
                    ?? sources[source].Images, "", $"{names.Length} scenes of {labelled.Count} images by {sources[source].Naming}",
                    $"2 to {MostScenes} scenes and at most {MostImages} images; check how scenes are named");
            }

            first.Add(scenes.Count);
            foreach (var (path, scene, split) in labelled)
            {
                var image = new SceneImage(
                    Path.Combine(sources[source].Images, path), source, scenes.Count + Array.BinarySearch(names, scene, StringComparer.Ordinal));
                (split == SplitNames.Train ? train : validation).Add(image);
                listing.Append(path).Append('\t').Append(scene).Append('\t').Append(split).Append('\n');
            }

            scenes.AddRange(names);
        }

        first.Add(scenes.Count);
        if (train.FirstOrDefault(image => !File.Exists(image.Path)) is { } missing)
        {
            throw new DatasetException(missing.Path, "", "no such image file", "every image of the training split in the image folder");
        }

        return new SceneDataset(scenes, first, train, validation, Sha256.Of(listing.ToString()));
    }

    private static List<(string Path, string Scene, string Split)> Labelled(SceneSource source, ulong seed) =>
        source.Captions is { } captions
            ? [.. Captioned(captions)
                .Where(image => image.Split != SplitNames.Test)
                .Select(image => (image.FileName, Scene: source.Naming.SceneOf(image.FileName), image.Split))
                .Where(image => image.Scene is not null)
                .Select(image => (image.FileName, image.Scene!, image.Split))]
            : FromFolder(source, seed);

    private static IReadOnlyList<CaptionedImage> Captioned(string captions)
    {
        CaptionDataset dataset = DatasetReader.Read(CaptionSource.Parse(captions));
        return dataset.SplitOrigin != SplitOrigin.None ? dataset.Images : throw new DatasetException(
            captions, "split", "no splits",
            "a data set whose splits can be kept, as in train=FILE,val=FILE; or '-', which holds a tenth of each scene back");
    }

    // Every tenth image of a scene, in an order that the seed and the names alone decide, is val.
    private static List<(string Path, string Scene, string Split)> FromFolder(SceneSource source, ulong seed)
    {
        var found = ImageFiles.Expand([source.Images], recursive: true)
            .Select(file => Path.GetRelativePath(source.Images, file).Replace('\\', '/'))
            .Select(path => (Path: path, Scene: source.Naming.SceneOf(path)))
            .Where(image => image.Scene is not null)
            .GroupBy(image => image.Scene!);
        var labelled = new List<(string, string, string)>();
        ulong stream = 0;
        foreach (var scene in found.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string[] paths = [.. scene.Select(image => image.Path).Order(StringComparer.Ordinal)];
            int[] order = DeterministicRandom.Permutation(paths.Length, seed, stream++);
            labelled.AddRange(order.Select(
                (image, place) => (paths[image], scene.Key, place % HeldOut == HeldOut - 1 ? SplitNames.Validation : SplitNames.Train)));
        }

        return labelled;
    }
}
