namespace SkyScribe.Training.Evaluation;

/// <summary>Scores of a model on one split, with all that is needed to make them again.</summary>
public sealed record EvaluationReport
{
    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the caption file.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>The split that was scored.</summary>
    public required string Split { get; init; }

    /// <summary>How references were split into words.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>Images scored.</summary>
    public required int Images { get; init; }

    /// <summary>Beam of the search.</summary>
    public required int BeamSize { get; init; }

    /// <summary>Most words of a caption.</summary>
    public required int MaximumCaptionWords { get; init; }

    /// <summary>Seed of the model's training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Row of the ablation table that the model is.</summary>
    public required string Ablation { get; init; }

    /// <summary>The encoder's name.</summary>
    public required string Encoder { get; init; }

    /// <summary>SHA-256 of the encoder's weights.</summary>
    public required string EncoderHash { get; init; }

    /// <summary>SHA-256 of the captioner's weights.</summary>
    public required string ModelHash { get; init; }

    /// <summary>What the model was chosen by among its run's epochs.</summary>
    public required string SelectedOn { get; init; }

    /// <summary>Corpus scores by metric.</summary>
    public required IReadOnlyDictionary<string, double> Corpus { get; init; }

    /// <summary>Scores of each image by metric.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> PerImage { get; init; }
}

/// <summary>The caption of an evaluated image, in COCO's results layout.</summary>
/// <param name="ImageId">the image's file name</param>
/// <param name="Caption">its caption</param>
public sealed record EvaluatedCaption(
    [property: System.Text.Json.Serialization.JsonPropertyName("image_id")] string ImageId,
    string Caption);
