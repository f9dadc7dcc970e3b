using SkyScribe.Training.Options;

namespace SkyScribe.Training.Checkpoints;

/// <summary>What a model folder says of itself: <c>model.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The only format name there is.</summary>
    public const string KnownFormat = "skyscribe-model";

    /// <summary>The version that this build reads and writes.</summary>
    public const int KnownVersion = 1;

    /// <summary>Always <see cref="KnownFormat"/>.</summary>
    public string Format { get; init; } = KnownFormat;

    /// <summary>Version of the folder's layout.</summary>
    public int Version { get; init; } = KnownVersion;

    /// <summary>The settings it was trained with.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Sizes that the data dictated.</summary>
    public required ModelSizes Sizes { get; init; }

    /// <summary>SHA-256 of captioner.safetensors.</summary>
    public required string CaptionerHash { get; init; }

    /// <summary>SHA-256 of encoder.safetensors.</summary>
    public required string EncoderHash { get; init; }

    /// <summary>Hash of the vocabulary's words.</summary>
    public required string VocabularyHash { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the data set's caption file.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>The epoch it was taken from, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>What it was chosen by: "CIDEr on val", or "last epoch" where there is no val split.</summary>
    public required string SelectedOn { get; init; }

    /// <summary>Its scores on val.</summary>
    public required IReadOnlyDictionary<string, double> ValidationScores { get; init; }
}
