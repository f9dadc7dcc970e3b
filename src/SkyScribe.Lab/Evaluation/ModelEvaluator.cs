using System.Diagnostics;
using SkyScribe.Datasets;
using SkyScribe.Datasets.Scores;
using SkyScribe.Decoding;
using SkyScribe.IO;
using SkyScribe.Imaging;
using SkyScribe.Metrics;
using SkyScribe.Metrics.Captions;
using SkyScribe.Metrics.Content;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Paraphrases;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;
using SkyScribe.Metrics.Tokenization;

namespace SkyScribe.Lab.Evaluation;

/// <summary>Captions a split and scores it against the raw references.</summary>
public static class ModelEvaluator
{
    private const int BatchImages = 32;

    /// <summary>The default metrics, METEOR with the full paraphrase table, and those of content.</summary>
    public static ScoringOptions DefaultScoring { get; } = new()
    {
        Paraphrases = FullParaphrases.Table, Metrics = [.. MetricNames.Default, .. MetricNames.Content],
    };

    /// <summary>Captions every image of a split, then scores all of them together.</summary>
    /// <param name="model">the model</param>
    /// <param name="dataset">the data set</param>
    /// <param name="imageFolder">folder of its images</param>
    /// <param name="split">"val", "test" or "train" where the data set has them; "all" for every image</param>
    /// <param name="options">the search; null takes what val was scored with in training</param>
    /// <param name="scoring">the metrics; null takes the default ones, METEOR with the full paraphrase table</param>
    /// <param name="objects">objects that people marked, to score the naming of objects; null for none</param>
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
        ObjectLabelFile? objects = null,
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

        string[] texts = [.. captions.Select(caption => caption.Caption)];
        IReadOnlyList<string>[] references = [.. images.Select(image => image.Sentences.Select(sentence => sentence.Raw).ToArray())];
        var scores = new CaptionScorer(scoring ?? DefaultScoring).Score(texts, references, null, cancellation);
        if (objects?.Score([.. images.Select(image => new[] { image.FileName })], texts) is var (named, _))
        {
            scores = CaptionScores.Join(scores, named);
        }

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
            Notes = [.. CaptionNotes.Of(texts, scores)],
            Tokenizer = (scoring?.AsOneText == true ? PtbTokenizer.OneTextName : PtbTokenizer.Name) + " on raw sentences",
            Images = [.. images.Select(image => image.FileName)],
            BeamSize = options.BeamSize,
            Style = options.Style,
            MaxWords = options.MaxWords,
            Model = model.Origin,
            Scores = scores,
            Intervals = scores.ByName.ToDictionary(score => score.Key, score => Bootstrap.Interval(score.Value.Resampled())),
            Diversity = CaptionDiversity.Measure(tokens, training),
            Inventions = ContentAgreement.Inventions(CaptionSet.Of(texts, references, cancellation)),
        };
        return (report, captions);
    }
}
