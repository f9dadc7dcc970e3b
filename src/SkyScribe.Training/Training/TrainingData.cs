using SkyScribe.Datasets;
using SkyScribe.Datasets.Attributes;
using SkyScribe.Datasets.Augmentation;
using SkyScribe.Datasets.Diagnosis;
using SkyScribe.Datasets.Layouts;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Text;
using SkyScribe.Training.Features;

namespace SkyScribe.Training.Training;

/// <summary>A data set made ready for training: everything learned from the training split only.</summary>
internal sealed record TrainingData
{
    public required CaptionDataset Dataset { get; init; }

    public required IReadOnlyList<CaptionedImage> Train { get; init; }

    /// <summary>Empty where the data set has no val split.</summary>
    public required IReadOnlyList<CaptionedImage> Validation { get; init; }

    public required Vocabulary Vocabulary { get; init; }

    public required AttributeVocabulary Attributes { get; init; }

    /// <summary>Word ids of each training image's captions.</summary>
    public required IReadOnlyList<int[][]> Captions { get; init; }

    /// <summary>Word ids of each training image's detailed captions, and the word that they begin with; null where these are not learned.</summary>
    public (int Begin, IReadOnlyList<int[][]> Captions)? Detailed { get; init; }

    /// <summary>The training image of each place in an epoch.</summary>
    public required IReadOnlyList<int> Occurrences { get; init; }

    /// <summary>In how many of <see cref="Options.DataOptions.Orientations"/>, from the first on, each training image is shown.</summary>
    public required IReadOnlyList<int> Orientations { get; init; }

    /// <summary>y of each training image [K].</summary>
    public required IReadOnlyList<float[]> Labels { get; init; }

    /// <summary>Each val image's references as the reports take them: the raw sentences, whichever sentences and words the training reads.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> References { get; init; }

    /// <summary>Files of the training images, then of the val images; a feature source numbers images in this order.</summary>
    public required IReadOnlyList<string> ImagePaths { get; init; }

    /// <summary>What is unusual about the captions' language, each a sentence.</summary>
    public required IReadOnlyList<string> LanguageNotes { get; init; }

    /// <summary>Images that were found in another spelling of their names, with the name that they have.</summary>
    public required IReadOnlyList<(string Wanted, string Found)> OtherNames { get; init; }

    /// <summary>Reads a run's captions and looks for its images.</summary>
    /// <param name="run">the run</param>
    /// <param name="progress">told of images that are decoded to find damaged ones</param>
    /// <param name="cancellation">stops that</param>
    /// <param name="start">the model to start from, whose words and attributes come first; null for none</param>
    public static TrainingData Load(TrainingRun run, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default,
        StartingModel? start = null)
    {
        var options = run.Options.Data;
        var reading = new DatasetReaderOptions { SentenceSource = options.Sentences };
        var dataset = DatasetReader.Read(run.CaptionFile, run.Resume && RunFolder.SplitsOf(run.OutputFolder) is { } drawn
            ? reading with { SplitFile = drawn }
            : reading with { SplitSeed = run.Options.Seed, ValidationShare = run.ValidationShare });
        var folder = new ImageFolder(run.ImageFolder);
        if (run.Resume && LeftOutFile.Read(run.OutputFolder) is { Count: > 0 } left)
        {
            dataset = dataset.Without(left, "missing or damaged");   // as when the run began, whatever has been found or mended since
        }

        dataset = LeftOutImages.Leave(
            dataset, folder, dataset.SplitCounts.ContainsKey("val") ? ["train", "val"] : ["train"], run.Resume ? 0 : run.SkipMissing, run.Resume ? 0
            : run.SkipDamaged, progress, cancellation);
        var train = dataset.Split("train");
        var validation = dataset.SplitCounts.ContainsKey("val") ? dataset.Split("val") : [];
        var sentences = train.Select(image => dataset.WordsOf(image)).ToArray();
        string[] language = [.. LanguageCheck.Check([.. sentences.SelectMany(own => own)]).Where(finding => finding.Severity != Severity.Note)
            .Select(finding => finding.Text)];
        var vocabulary = Vocabulary.Build(sentences.SelectMany(own => own), options.MinimumWordCount, options.Detailed > 0);
        var attributes = run.AttributeFile is { } file
            ? AttributeVocabulary.ReadTsv(file)
            : AttributeVocabulary.Build(sentences.SelectMany(own => own), options.AttributeThreshold);
        if (start is not null)
        {
            vocabulary = start.Vocabulary.With(vocabulary);
            attributes = attributes.After(start.Attributes, AttributeVocabulary.Build(sentences.SelectMany(own => own), 0));
        }

        if (attributes.Count == 0)
        {
            throw new DatasetException(
                run.CaptionFile.ToString(), "images[].sentences[]",
                $"no noun or adjective that occurs more than {options.AttributeThreshold} times in the training split{string.Concat(language.Select(note => "; " + note))}",
                "at least one attribute: lower data.attributeThreshold");
        }

        return new TrainingData
        {
            Dataset = dataset,
            Train = train,
            Validation = validation,
            Vocabulary = vocabulary,
            Attributes = attributes,
            Captions = sentences.Select(own => own.Select(words => vocabulary.Encode(words.Take(options.MaxWords).ToArray())).ToArray()).ToArray(),
            Detailed = vocabulary.Detailed is not { } begin || options.Detailed == 0 ? null
                : (begin, [.. sentences.Select(own =>
                    DetailedCaptions.Of(own, options.Detailed, options.MaxWords).Select(words => vocabulary.Encode(words)).ToArray())]),
            Occurrences = ImageRepeats.Occurrences([.. train.Select(image => image.FileName)], options.Repeat),
            Orientations = [.. sentences.Select(own => ImageOrientations.CountTrue(own, options.Orientations))],
            Labels = sentences.Select(own => attributes.LabelsOf(own)).ToArray(),
            References = [.. validation.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])],
            ImagePaths = train.Concat(validation).Select(folder.PathOf).ToArray(),
            LanguageNotes = language,
            OtherNames = folder.Otherwise,
        };
    }

    /// <summary>The features that a run needs of this data set.</summary>
    public FeatureRequest FeaturesFor(TrainingRun run) => new(
        ImagePaths, Train.Count, run.Options.Data.Orientations, run.Options.Encoder.Trainable,
        (encoder, key, orientation) =>
        {
            Directory.CreateDirectory(run.CacheFolder);
            return CachePath(run.CacheFolder, key.EncoderName, encoder.WeightsHash, orientation, encoder.Preprocessing.Rendering);
        });

    // Where the features of this data set are cached for one encoder. The orientation is EXIF's number.
    private string CachePath(string folder, string encoder, string weightsHash, int orientation, Rendering rendering) =>
        Path.Combine(
        folder, $"{encoder}-{weightsHash[..12]}-{FileNames.Of(Dataset.Name[..Math.Min(32, Dataset.Name.Length)], "-.")}-{Dataset.Hash[..12]}{FileNames.Of(rendering.Key, "-")}{(orientation == 1 ? "" : $"-turned{orientation}")}.features");
}
