using System.Diagnostics;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Scores;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Significance;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Lab.Evaluation;

/// <summary>Captions a split and scores it against the raw references.</summary>
public static class ModelEvaluator
{
    private const int BatchImages = 32;

    /// <summary>The default metrics, METEOR with the full paraphrase table.</summary>
    public static ScoringOptions DefaultScoring { get; } = new() { Paraphrases = FullParaphrases.Table };

    /// <summary>Captions every image of a split, then scores all of them together.</summary>
    /// <param name="model">the model</param>
    /// <param name="dataset">the data set</param>
    /// <param name="imageFolder">folder of its images</param>
    /// <param name="split">"val", "test" or "train" where the data set has them; "all" for every image</param>
    /// <param name="options">the search; null takes what val was scored with in training</param>
    /// <param name="scoring">the metrics; null takes the default ones, METEOR with the full paraphrase table</param>
    /// <param name="progress">told of captioned images</param>
    /// <param name="cancellation">stops the work</param>
    /// <exception cref="DatasetException">The split is not there, or an image is missing.</exception>
    /// <exception cref="ImageException">An image cannot be read: scores without it would be of another split.</exception>
    public static (EvaluationReport Report, IReadOnlyList<EvaluatedCaption> Captions) Evaluate(
        IImageCaptioner model,
        CaptionDataset dataset,
        string imageFolder,
        string split,
        DecodingOptions? options = null,
        ScoringOptions? scoring = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= model.DefaultDecoding;
        var images = dataset.Split(split);
        var folder = new ImageFolder(imageFolder);
        _ = LeftOutImages.Leave(dataset, folder, [split], 0, 0);   // before hours of captions
        var captions = new List<EvaluatedCaption>();
        var clock = Stopwatch.StartNew();
        foreach (var batch in images.Chunk(BatchImages))
        {
            cancellation.ThrowIfCancellationRequested();
            var pictures = batch.Select(image => ImageReader.Read(folder.PathOf(image), null, model.Rendering)).ToArray();
            captions.AddRange(model.Describe(pictures, options).Zip(
                batch, (caption, image) =>
                new EvaluatedCaption(image.Id ?? new ImageId(image.FileName, IsNumber: false), caption.Text) { File = image.FileName }));
            progress?.Report(new WorkProgress("captions", captions.Count, images.Count, 0, clock.Elapsed));
        }

        var scores = new CaptionScorer(scoring ?? DefaultScoring).Score(
            [.. captions.Select(caption => caption.Caption)],
            [.. images.Select(image => (IReadOnlyList<string>)[.. image.Sentences.Select(sentence => sentence.Raw)])],
            null,
            cancellation);
        string[][] tokens = [.. captions.Select(caption => PtbTokenizer.Tokenize(caption.Caption))];
        var training = dataset.SplitCounts.ContainsKey("train")
            ? dataset.Split("train").SelectMany(image => image.Sentences).Select(sentence => PtbTokenizer.Tokenize(sentence.Raw))
            : null;
        var report = new EvaluationReport
        {
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            Split = split,
            LeftOut = dataset.LeftOut,
            ScoredImages = dataset.Describe(split),
            EmptyCaptions = tokens.Count(words => words.Length == 0),
            Notes = [.. CaptionNotes.Of([.. captions.Select(caption => caption.Caption)], scores)],
            Tokenizer = (scoring?.AsOneText == true ? PtbTokenizer.OneTextName : PtbTokenizer.Name) + " on raw sentences",
            Images = [.. images.Select(image => image.FileName)],
            BeamSize = options.BeamSize,
            MaxWords = options.MaxWords,
            Model = model.Origin,
            Scores = scores,
            Intervals = scores.ByName.ToDictionary(score => score.Key, score => Bootstrap.Interval(score.Value.Resampled())),
            Diversity = CaptionDiversity.Measure(tokens, training),
        };
        return (report, captions);
    }
}
