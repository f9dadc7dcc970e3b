using System.Diagnostics;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Packages;

namespace SkyScribe.Training.Export;

/// <summary>Measures what a package's captions are worth when pixels are finer or coarser on the ground than those of its training, and stores where
/// they are good.</summary>
internal static class ResolutionCalibrator
{
    private const int StepsAway = 3, StepsEnlarged = 6, Batch = 32;
    private const double Step = 1.2599210498948732;   // the cube root of 2: three steps are half or twice the size

    /// <summary>Captions val pictures at ground resolutions from half to twice their own, and enlarged from up to four times their own.</summary>
    /// <param name="folder">the package</param>
    /// <param name="dataset">captions with a val split</param>
    /// <param name="imageFolder">the images</param>
    /// <param name="most">most pictures; more are thinned out evenly</param>
    /// <param name="progress">told now and then</param>
    /// <param name="cancellation">ends the work</param>
    /// <exception cref="DatasetException">There is no val image.</exception>
    public static ResolutionReport Measure(
        string folder, CaptionDataset dataset, string imageFolder, int most, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var validation = dataset.Split("val");
        int count = Math.Min(most, validation.Count);
        if (count == 0)
        {
            throw new DatasetException(dataset.File, "split", "no val image", "some hundreds: captions are compared with their sentences");
        }

        CaptionedImage[] chosen = [.. Enumerable.Range(0, count).Select(i => validation[(int)((long)i * validation.Count / count)])];
        IReadOnlyList<string>[] sentences = [.. chosen.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])];
        using var captioner = Captioner.Load(folder);
        var files = new ImageFolder(imageFolder);
        RgbImage[] pictures = [.. chosen.Select(image => ImageReader.Read(files.PathOf(image), null, captioner.Rendering))];
        (double Scale, bool IsEnlarged)[] ways = [
            .. Enumerable.Range(-StepsAway, 2 * StepsAway + 1).Select(step => (Math.Pow(Step, step), false)),
            .. Enumerable.Range(1, StepsEnlarged).Select(step => (Math.Pow(Step, step), true))];
        var clock = Stopwatch.StartNew();
        int done = 0;
        var results = new List<ScaleResult>();
        foreach (var (scale, isEnlarged) in ways)
        {
            var captions = new List<Caption>();
            foreach (RgbImage[] batch in pictures.Chunk(Batch))
            {
                cancellation.ThrowIfCancellationRequested();
                captions.AddRange(captioner.Describe([.. batch.Select(picture => isEnlarged ? Shrunk(picture, scale) : Shown(picture, scale))]));
                done += batch.Length;
                progress?.Report(new WorkProgress("captions", done, ways.Length * pictures.Length, 0, clock.Elapsed));
            }

            var scores = new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Cider] }).Score(
                [.. captions.Select(caption => caption.Text)], sentences, null, cancellation)[MetricNames.Cider];
            results.Add(new ScaleResult(
                scale, isEnlarged, scores.Corpus, scores.PerImage.Count(score => score >= PackageCalibrator.RightFrom) / (double)count,
                captions.Average(caption => caption.Confidence ?? double.NaN),
                captions.Count(caption => caption.IsOutOfDomain == true) / (double)count));
        }

        double side = pictures.Average(picture => Math.Sqrt((double)picture.Width * picture.Height));
        return new ResolutionReport(dataset.Name, count, side / captioner.Package.Manifest.Preprocessing.Size, results);
    }

    /// <summary>Stores a range in a package; it is replaced as a whole.</summary>
    public static void Store(string folder, ResolutionRange range)
    {
        var package = ModelPackage.Read(folder);
        AtomicFolder.Replace(folder, fresh =>
        {
            foreach (string name in package.Manifest.Files.Keys)
            {
                File.Copy(Path.Combine(folder, name), Path.Combine(fresh, name));
            }

            string card = Path.Combine(fresh, ModelPackage.CardFile);
            File.WriteAllText(card, ModelCard.WithSection(File.ReadAllText(card), "Ground resolution", ModelCard.Resolution(range)));
            PackageExporter.Seal(fresh, package.Manifest with { Resolution = range });
        });
    }

    /// <summary>A picture of the same size with finer or coarser pixels. Finer ones show its middle; for coarser ones there is no more ground than
    /// the picture's own, so it is mirrored around itself.</summary>
    internal static RgbImage Shown(RgbImage picture, double scale)
    {
        if (scale <= 1)
        {
            int width = Scaled(picture.Width, scale), height = Scaled(picture.Height, scale);
            return Part(picture, (picture.Width - width) / 2, (picture.Height - height) / 2, width, height);
        }

        var small = Shrunk(picture, scale);
        return Part(small, -(picture.Width - small.Width) / 2, -(picture.Height - small.Height) / 2, picture.Width, picture.Height);
    }

    /// <summary>A picture of the same ground with coarser pixels: captioning enlarges it.</summary>
    internal static RgbImage Shrunk(RgbImage picture, double scale) =>
        Resampler.Resize(picture, Scaled(picture.Width, 1 / scale), Scaled(picture.Height, 1 / scale), ResampleFilter.Bicubic);

    private static int Scaled(int pixels, double scale) => Math.Max(1, (int)Math.Round(pixels * scale));

    private static RgbImage Part(RgbImage picture, int left, int top, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, to = 0; y < height; y++)
        {
            int row = Mirrored(top + y, picture.Height) * picture.Width;
            for (int x = 0; x < width; x++, to += 3)
            {
                picture.Pixels.AsSpan(3 * (row + Mirrored(left + x, picture.Width)), 3).CopyTo(pixels.AsSpan(to));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static int Mirrored(int place, int count)
    {
        int within = ((place % (2 * count)) + (2 * count)) % (2 * count);
        return within < count ? within : (2 * count) - 1 - within;
    }
}
