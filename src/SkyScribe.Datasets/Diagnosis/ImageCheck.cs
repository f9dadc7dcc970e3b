using System.Collections.Concurrent;
using System.Diagnostics;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Opens every image.</summary>
internal static class ImageCheck
{
    /// <summary>Reads the images on all processors.</summary>
    public static ExaminedImage[] Examine(CaptionDataset dataset, string folder, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new DatasetException(folder, "", "no such folder", "the folder of the images");
        }

        var files = new ImageFolder(folder);
        var examined = new ExaminedImage[dataset.Images.Count];
        var clock = Stopwatch.StartNew();
        int done = 0;
        Parallel.ForEach(Partitioner.Create(0, examined.Length, 16), new ParallelOptions { CancellationToken = cancellation }, range =>
        {
            for (int i = range.Item1; i < range.Item2; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                examined[i] = Examine(dataset.Images[i], files);
            }

            progress?.Report(new WorkProgress("images", Interlocked.Add(ref done, range.Item2 - range.Item1), examined.Length, 0, clock.Elapsed));
        });
        return examined;
    }

    public static IEnumerable<Finding> Check(ExaminedImage[] images)
    {
        foreach (var split in images.GroupBy(image => image.Split))
        {
            ExaminedImage[] missing = [.. split.Where(image => image.IsMissing)];
            if (missing.Length == split.Count())
            {
                yield return new Finding(Severity.Error, "split-without-images",
                    $"{split.Key}: none of its {missing.Length} images is there; the first: {missing[0].Problem}") { Cases = [
                    .. missing.Select(image => image.Problem!)] };
            }
            else if (missing.Length > 0)
            {
                yield return new Finding(Severity.Error, "images-missing",
                    $"{split.Key}: {missing.Length} of {split.Count()} images are missing; the first: {missing[0].Problem}") { Cases = [
                    .. missing.Select(image => image.Problem!)] };
            }
        }

        ExaminedImage[] renamed = [.. images.Where(image => image.FoundAs is not null)];
        if (renamed.Length > 0)
        {
            yield return new Finding(Severity.Note, "other-names",
                $"{renamed.Length} images lie there in another spelling of their names (composed or decomposed letters, small or capital ones, without an ending, in a scene's folder); they are used")
            {
                Cases = [.. renamed.Select(image => $"{image.FileName}: {image.FoundAs}")],
            };
        }

        ExaminedImage[] pointers = [.. images.Where(image => IsPointer(image))],
            unreadable = [.. images.Where(image => image.Problem is not null && !image.IsMissing && !IsPointer(image))];
        if (pointers.Length > 0)
        {
            yield return new Finding(Severity.Error, "lfs-pointers",
                $"{pointers.Length} images are Git LFS pointers: run `git lfs pull` where they came from") { Cases = [
                .. pointers.Select(image => image.FileName)] };
        }

        if (unreadable.Length > 0)
        {
            yield return new Finding(Severity.Error, "images-unreadable", $"{unreadable.Length} images cannot be read") { Cases = [
                .. unreadable.Select(image => image.Problem!)] };
        }

        ExaminedImage[] read = [.. images.Where(image => image.Problem is null)];
        if (ValueSurvey.Of([.. read.Select(image => image.Stretch)]) is { } values)
        {
            yield return new Finding(Severity.Note, "value-range", values);
        }

        if (read.Length > 0)
        {
            var usual = read.GroupBy(image => (image.Width, image.Height)).MaxBy(group => group.Count())!;
            ExaminedImage[] odd = [.. read.Where(image => (image.Width, image.Height) != usual.Key)];
            yield return odd.Length == 0
                ? new Finding(Severity.Note, "image-size", $"all {read.Length} images are {usual.Key.Width} x {usual.Key.Height}")
                : new Finding(Severity.Note, "image-size", $"{odd.Length} of {read.Length} images are not {usual.Key.Width} x {usual.Key.Height}")
                {
                    Cases = [.. odd.Select(image => $"{image.FileName}: {image.Width} x {image.Height}")],
                    Images = [.. odd.Select(image => (IReadOnlyList<string>)[image.FileName])],
                };
        }
    }

    private static bool IsPointer(ExaminedImage image) => image.Problem?.Contains("LFS pointer", StringComparison.Ordinal) == true;

    private static ExaminedImage Examine(CaptionedImage image, ImageFolder folder)
    {
        var examined = new ExaminedImage(image.FileName, image.Split);
        if (folder.Find(image) is not { } path)
        {
            return examined with { IsMissing = true, Problem = folder.Likely(image) is { } likely ? $"{image.FileName} is not there, {likely} is"
                : $"{image.FileName} is not there" };
        }

        examined = examined with { FoundAs = folder.NameOf(path) is var name && name == image.FileName ? null : name };

        try
        {
            RgbImage picture = ImageReader.Read(path);
            return examined with { Width = picture.Width, Height = picture.Height, Hash = Sha256.OfFile(path),
                Perceptual = new PerceptualHash(picture), Stretch = picture.Stretch };
        }
        catch (Exception problem) when (problem is SkyScribeException or IOException or UnauthorizedAccessException)
        {
            return examined with { Problem = problem.Message };
        }
    }
}
