using SkyScribe.Datasets.Layouts;
using SkyScribe.Training.Options;

namespace SkyScribe.Training.Training;

/// <summary>One training run: settings, inputs, and where its results go.</summary>
public sealed record TrainingRun
{
    /// <summary>The settings.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The caption file, a folder of images with one, or one file for each split. Splits that are drawn because it has none are written to
    /// <c>splits.json</c> in <see cref="OutputFolder"/>, and every later command takes them from there.</summary>
    public required CaptionSource CaptionFile { get; init; }

    /// <summary>The share of the training images that becomes val where the captions have no val split, 0 to 0.5, drawn with the seed; 0 for
    /// none.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Folder of the images.</summary>
    public required string ImageFolder { get; init; }

    /// <summary>How many images may be missing: so many are left out, and named in the log; one more, or all of them, is an error.</summary>
    public int SkipMissing { get; init; }

    /// <summary>How many images may be damaged: so many are left out, and named in the log. Unless it is 0, every image is decoded before training to
    /// find them.</summary>
    public int SkipDamaged { get; init; }

    /// <summary>The model to start from: a model package, a model folder or the folder of a training run; null starts from nothing. Its words and
    /// attributes keep their numbers, those of the captions that it lacks are added (<see cref="StartingModel"/>). The options must have its sizes,
    /// its encoder and its name: <see cref="StartingModel.SettingsOf"/>. A resumed run needs the same model.</summary>
    public string? From { get; init; }

    /// <summary>Weights of the encoder (.safetensors or .pth); null takes those of
    /// <see cref="From"/>, or starts it at random, which only makes sense where it is trained.</summary>
    public string? EncoderWeights { get; init; }

    /// <summary>Word vectors as GloVe, word2vec or fastText publish them (text or word2vec's binary form, plain, .gz or .zip); null starts the
    /// embeddings at random.</summary>
    public string? GloveFile { get; init; }

    /// <summary>Whether word vectors that have none of the captions' words are taken nevertheless.</summary>
    public bool AllowUncovered { get; init; }

    /// <summary>An edited attribute list to use instead of the one that the training captions give.</summary>
    public string? AttributeFile { get; init; }

    /// <summary>Folder of the run: log, loss curve, resume state and, in <c>model</c>, the best model.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Whether to resume the run that <see cref="OutputFolder"/> holds; the number and kind of the remaining epochs may change
    /// then.</summary>
    public bool Resume { get; init; }

    /// <summary>Folder of the feature caches, shared by all runs.</summary>
    public string CacheFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "skyscribe",
        "features");
}

/// <summary>How a training run ended.</summary>
/// <param name="ModelFolder">the best model</param>
/// <param name="BestEpoch">the epoch it was taken from, counted from 1</param>
/// <param name="ValidationScores">its scores on val, empty where there is no val split</param>
public sealed record TrainingResult(string ModelFolder, int BestEpoch, IReadOnlyDictionary<string, double> ValidationScores);
