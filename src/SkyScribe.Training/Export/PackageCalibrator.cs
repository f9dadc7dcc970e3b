using System.Diagnostics;
using System.Globalization;
using SkyScribe.Datasets;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Packages;

namespace SkyScribe.Training.Export;

/// <summary>Measures on train and val how far a package's captions can be trusted, and stores it in the package.</summary>
public static class PackageCalibrator
{
    /// <summary>A caption counts as right from this CIDEr on, against its image's own sentences: it says much of what people said.</summary>
    public const double RightFrom = 1;

    private const int FewestImages = 2, DomainImages = 2000, Batch = 32;
    private const double BeyondLimit = 0.01;

    /// <summary>Calibrates a package in place; it is replaced as a whole at the end.</summary>
    /// <param name="folder">the package</param>
    /// <param name="dataset">the training data, with a val split</param>
    /// <param name="imageFolder">its images</param>
    /// <returns>how reliable the confidence is on val</returns>
    /// <exception cref="PackageException">The package is not what it should be.</exception>
    /// <exception cref="DatasetException">The data set has no train or val split.</exception>
    public static TrustReliability Calibrate(
        string folder, CaptionDataset dataset, string imageFolder, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var package = ModelPackage.Read(folder);
        var train = dataset.Split("train");
        int count = Math.Min(DomainImages, train.Count);
        CaptionedImage[] domain = [.. Enumerable.Range(0, count).Select(i => train[(int)((long)i * train.Count / count)])];
        var validation = dataset.Split("val");
        if (domain.Length < FewestImages || validation.Count < FewestImages)
        {
            throw new DatasetException(
                dataset.File, "split", $"{domain.Length} training and {validation.Count} val images",
                $"at least {FewestImages} of each, and some hundreds for figures that mean something: the confidence is fitted on val and measured on what it was not fitted on");
        }

        using var captioner = Captioner.Load(folder);
        var (mean, directions, rest) = TrustFit.Domain(
            [.. Describe(captioner, domain, imageFolder, "training images", progress, cancellation).Select(image => image.Descriptor)]);
        var described = Describe(captioner, validation, imageFolder, "val images", progress, cancellation).ToArray();
        var scores = new CaptionScorer(new ScoringOptions { Metrics = [MetricNames.Cider] }).Score(
            [.. described.Select(image => image.Caption.Text)],
            [.. validation.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])],
            null,
            cancellation)[MetricNames.Cider];
        double[] distances = [.. described.Select(image => CaptionTrust.Distance(image.Descriptor, mean, directions, rest))];
        TrustSample[] samples = [
            .. described.Select((image, i) => new TrustSample(CaptionTrust.SignalsOf(image.Caption, distances[i]), scores.PerImage[i] >= RightFrom))];
        var reliability = TrustFit.Measure(samples);
        var trust = new TrustCalibration
        {
            Meaning = FormattableString.Invariant($"a CIDEr of at least {RightFrom} against the sentences of people who saw the image"),
            ConfidenceWeights = TrustFit.Confidence(samples),
            RestDeviation = rest,
            DistanceLimit = distances.Order().ElementAt((int)(distances.Length * (1 - BeyondLimit))),
        };
        AtomicFolder.Replace(folder, fresh =>
        {
            foreach (string name in package.Manifest.Files.Keys.Where(name => name != ModelPackage.DescriptorsFile))
            {
                File.Copy(Path.Combine(folder, name), Path.Combine(fresh, name));
            }

            File.WriteAllBytes(Path.Combine(fresh, ModelPackage.DescriptorsFile), NpyFile.ToBytes([.. mean, .. directions], mean.Length));

            string card = Path.Combine(fresh, ModelPackage.CardFile);
            File.WriteAllText(card, ModelCard.WithSection(File.ReadAllText(card), "How far to trust it", Section(trust, reliability, dataset)));
            PackageExporter.Seal(fresh, package.Manifest with { Trust = trust });
        });
        return reliability;
    }

    private static IEnumerable<(Caption Caption, float[] Descriptor)> Describe(
        Captioner captioner, IReadOnlyList<CaptionedImage> images, string folder, string stage, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var files = new ImageFolder(folder);
        int done = 0;
        foreach (var batch in images.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var described in captioner.DescribeWithFeatures(
                [.. batch.Select(image => ImageReader.Read(files.PathOf(image), null, captioner.Rendering))]))
            {
                yield return described;
            }

            done += batch.Length;
            progress?.Report(new WorkProgress(stage, done, images.Count, 0, clock.Elapsed));
        }
    }

    private static string Section(TrustCalibration trust, TrustReliability found, CaptionDataset dataset) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        A caption's confidence is the probability of {trust.Meaning}, fitted on {dataset.Name}'s val split and measured there on captions it was not fitted on: {found.Images} images, {found.RightShare:p1} of the captions right,
        calibration error {found.CalibrationError:f3}, Brier score {found.Brier:f3} (always stating the share: {found.BrierOfShare:f3}), probability that a right caption is ranked above a wrong one {found.Ranking:f3}.
        An image is called out of domain when its features lie farther from the training images' than those of 99 % of the val images (distance {trust.DistanceLimit:f2}).
        """);
}
