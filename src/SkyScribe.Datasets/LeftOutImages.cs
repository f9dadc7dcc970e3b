using System.Collections.Concurrent;
using System.Diagnostics;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Datasets;

/// <summary>Images that may be left out of a data set because they are missing or damaged, up to a number of each; never in silence.</summary>
internal static class LeftOutImages
{
    private const int Shown = 5;

    /// <summary>Leaves out the missing and damaged images of some splits.</summary>
    /// <param name="dataset">the data set</param>
    /// <param name="folder">its images</param>
    /// <param name="splits">which of its splits are looked at</param>
    /// <param name="missing">how many missing images may be left out</param>
    /// <param name="damaged">how many damaged ones; unless 0, every image is decoded to find them</param>
    /// <param name="progress">told of decoded images</param>
    /// <param name="cancellation">stops the work</param>
    /// <returns>the data set without them; a warning names them</returns>
    /// <exception cref="DatasetException">More are missing or damaged, or none is left of a split.</exception>
    public static CaptionDataset Leave(
        CaptionDataset dataset, ImageFolder folder, IReadOnlyList<string> splits, int missing, int damaged, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        CaptionedImage[] images = [.. splits.SelectMany(dataset.Split)];
        CaptionedImage[] absent = [.. images.Where(image => folder.Find(image) is null)];
        if (absent.Length > missing || absent.Length == images.Length)
        {
            string which = splits.Count == 1 ? $"split '{splits[0]}'" : $"splits {string.Join(" and ", splits.Select(split => $"'{split}'"))}";
            throw new DatasetException(
                dataset.File, "images[].filename",
                $"{absent.Length} of {images.Length} images of {which} that the image folder lacks, the first: {string.Join(", ", absent.Take(Shown).Select(folder.Describe))}",
                absent.Length == images.Length ? "the folder of the images (--images)"
                : $"every image in that folder, or --skip-missing {absent.Length} to continue without them");
        }

        dataset = Without(dataset, absent, "missing", splits);
        if (damaged <= 0)
        {
            return dataset;
        }

        images = [.. splits.SelectMany(dataset.Split)];
        (CaptionedImage Image, string Problem)[] broken = [.. Broken(images, folder, progress, cancellation)];
        return broken.Length <= damaged ? Without(dataset, [.. broken.Select(image => image.Image)], "damaged", splits) : throw new DatasetException(
            dataset.File, "images[].filename",
            $"{broken.Length} of {images.Length} images that cannot be read, the first: {string.Join("; ", broken.Take(Shown).Select(image => image.Problem))}",
            $"at most {damaged}, as --skip-damaged says");
    }

    private static CaptionDataset Without(CaptionDataset dataset, IReadOnlyList<CaptionedImage> images, string kind, IReadOnlyList<string> splits)
    {
        if (images.Count == 0)
        {
            return dataset;
        }

        CaptionDataset rest = dataset.Without([.. images.Select(image => image.FileName)], kind);
        return splits.FirstOrDefault(
            split => split != SplitNames.All && !rest.SplitCounts.ContainsKey(SplitNames.Find(split) ?? split)) is not { } lost
            ? rest
            : throw new DatasetException(dataset.File, "images[].filename", $"no image of the split '{lost}' that is not {kind}", "at least one");
    }

    private static IEnumerable<(CaptionedImage Image, string Problem)> Broken(
        CaptionedImage[] images, ImageFolder folder, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var problems = new string?[images.Length];
        var clock = Stopwatch.StartNew();
        int done = 0;
        Parallel.ForEach(Partitioner.Create(0, images.Length, 16), new ParallelOptions { CancellationToken = cancellation }, range =>
        {
            for (int i = range.Item1; i < range.Item2; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    _ = ImageReader.Read(folder.PathOf(images[i]));
                }
                catch (Exception problem) when (problem is SkyScribeException or IOException or UnauthorizedAccessException)
                {
                    problems[i] = problem.Message;
                }
            }

            progress?.Report(new WorkProgress(
                "images looked at", Interlocked.Add(ref done, range.Item2 - range.Item1), images.Length, 0, clock.Elapsed));
        });
        return images.Zip(problems).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!));
    }
}
