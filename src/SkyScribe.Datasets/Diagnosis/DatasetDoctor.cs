using SkyScribe.Datasets.Attributes;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>Examines a data set before anybody trains on it or compares scores.</summary>
public static class DatasetDoctor
{
    /// <summary>Examines captions, and images where their folder is given.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="imageFolder">Folder of the images, or null to look at the captions alone.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="progress">Told of each image.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static DoctorReport Examine(
        CaptionDataset dataset,
        string? imageFolder,
        DoctorOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new DoctorOptions();
        var captions = new CaptionWords(dataset);
        string learned = dataset.SplitOrigin == SplitOrigin.None ? SplitNames.All : SplitNames.Train;
        var attributes = dataset.SplitCounts.ContainsKey(learned)
            ? AttributeVocabulary.Build(captions.Of(learned), options.AttributeThreshold)
            : AttributeVocabulary.Build([], options.AttributeThreshold);
        SplitStatistics[] splits = [.. SplitContrast.Measure(captions)];
        var findings = new List<Finding>();
        findings.AddRange(SplitSizes.Check(dataset));
        findings.AddRange(CaptionCheck.Check(dataset, captions));
        findings.AddRange(TypoCheck.Check(captions, options));
        findings.AddRange(SplitContrast.Compare(splits));
        findings.AddRange(LabelCheck.Check(captions, attributes));
        findings.AddRange(LeakCheck.CheckKnown(dataset));
        if (options.ScoredOn is { } other)
        {
            findings.AddRange(LeakCheck.Check(dataset, other));
        }

        if (imageFolder is not null)
        {
            ExaminedImage[] images = ImageCheck.Examine(dataset, imageFolder, progress, cancellation);
            findings.AddRange(ImageCheck.Check(images));
            findings.AddRange(DuplicateCheck.Check(images, options));
        }

        return new DoctorReport
        {
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            Splits = splits,
            Attributes = attributes.Names.Zip(attributes.Counts).ToDictionary(pair => pair.First, pair => pair.Second),
            Findings = [.. findings.OrderByDescending(finding => finding.Severity)],
        };
    }
}
