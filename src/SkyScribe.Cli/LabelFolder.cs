using SkyScribe.Datasets.Labels;
using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Cli;

/// <summary>The pictures of a folder for a data set that is to be labelled: its folder <c>images</c> is a link to them, or has copies.</summary>
internal static class LabelFolder
{
    /// <summary>Lists the pictures that the data set does not have yet.</summary>
    /// <param name="store">the data set</param>
    /// <param name="folder">the folder</param>
    /// <param name="recursive">whether the folders below it belong to it</param>
    /// <param name="leftAside">counts files that are no pictures</param>
    /// <returns>paths, and what the data set calls them</returns>
    /// <exception cref="ImageException">There is no picture.</exception>
    public static IReadOnlyList<(string Path, string Name)> New(LabelStore store, string folder, bool recursive, LeftAside leftAside)
    {
        if (!Directory.Exists(folder))
        {
            throw new SkyScribeException(folder, "there is no such folder; name a folder of pictures, or a raster with --from-raster");
        }

        string own = Path.GetFullPath(store.Folder) + Path.DirectorySeparatorChar;
        string images = Path.Combine(own, LabelStore.ImagesName) + Path.DirectorySeparatorChar;
        var known = store.Rows().Select(row => row.Image).ToHashSet(StringComparer.Ordinal);
        bool IsOwn(string path) => Path.GetFullPath(path) is var full && full.StartsWith(own, StringComparison.Ordinal)
            && !full.StartsWith(images, StringComparison.Ordinal);
        return [.. ImageFiles.Expand([folder], recursive, leftAside).Where(path => !IsOwn(path))
            .Select(path => (path, $"{LabelStore.ImagesName}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}"))
            .Where(pair => !known.Contains(pair.Item2))];
    }

    /// <summary>Sees to it that the data set has the pictures below its folder <c>images</c>.</summary>
    /// <param name="store">the data set</param>
    /// <param name="folder">where they lie</param>
    /// <param name="pictures">some of <see cref="New"/></param>
    /// <param name="copies">whether they are copied rather than linked to</param>
    /// <exception cref="SkyScribeException">The data set has the pictures of another folder, or the system makes no links.</exception>
    public static void Bring(LabelStore store, string folder, IEnumerable<(string Path, string Name)> pictures, bool copies)
    {
        string images = Path.Combine(store.Folder, LabelStore.ImagesName), source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string? linked = new DirectoryInfo(images).LinkTarget is { } target ? Path.GetFullPath(target, Path.GetFullPath(store.Folder)) : null;
        if ((linked ?? Path.GetFullPath(images)) == source)
        {
            return;   // they are there
        }

        if (linked is not null)
        {
            throw new SkyScribeException(
                images, $"leads to the pictures of {linked}, so that those of {source} cannot be added; label them in a data set of their own, and 'skyscribe merge' both");
        }

        if (copies)
        {
            foreach (var (path, name) in pictures)
            {
                string copy = Path.Combine(store.Folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                AtomicFile.Write(copy, stream =>
                {
                    using var picture = File.OpenRead(path);
                    picture.CopyTo(stream);
                });
            }

            return;
        }

        if (Directory.Exists(images))
        {
            throw new SkyScribeException(images, $"the data set has pictures of its own; add those of {source} with --copy");
        }

        try
        {
            Directory.CreateSymbolicLink(images, source);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            throw new SkyScribeException(
                images, $"the link to {source} cannot be made ({problem.Message}); --copy copies the pictures instead", problem);
        }
    }

    /// <summary>Reads pictures; one that cannot be read is named and left out.</summary>
    /// <param name="pictures">some of <see cref="New"/></param>
    /// <param name="preprocessing">how the model wants them; null for as they are</param>
    /// <param name="rendering">how the model shows values of more than 8 bits</param>
    /// <param name="failed">is told of each that cannot be read</param>
    public static IEnumerable<((string Path, string Name) Item, RgbImage Image)> Read(
        IEnumerable<(string Path, string Name)> pictures, Preprocessing? preprocessing, Rendering rendering, Action<string> failed)
    {
        foreach (var picture in pictures)
        {
            RgbImage image;
            try
            {
                image = preprocessing is { } wanted ? ImageReader.ReadResized(picture.Path, wanted) : ImageReader.Read(picture.Path, null, rendering);
            }
            catch (ImageException problem)
            {
                failed(problem.Message);
                continue;
            }

            yield return (picture, image);
        }
    }
}
