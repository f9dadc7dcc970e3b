using System.Text.Json.Nodes;
using SkyScribe.Datasets.Scores;
using SkyScribe.Decoding;
using SkyScribe.Metrics.Diversity;
using SkyScribe.Metrics.Scores;
using SkyScribe.Metrics.Significance;

namespace SkyScribe.Lab.Evaluation;

/// <summary>Scores of a model on one split, with all that is needed to make them again.</summary>
public sealed record EvaluationReport
{
    private const int MostInventions = 30;

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the caption file.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>The split that was scored.</summary>
    public required string Split { get; init; }

    /// <summary>Which images were scored and why: "10 of 100 images: val, the caption file's own splits".</summary>
    public required string ScoredImages { get; init; }

    /// <summary>Images that were left out because they were missing or damaged.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Captions without a word.</summary>
    public int EmptyCaptions { get; init; }

    /// <summary>What a reader of the scores should know: empty captions, a single image.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How captions and references were split into words.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>The images' file names.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Beam of the search.</summary>
    public required int BeamSize { get; init; }

    /// <summary>What the captions were to say.</summary>
    public CaptionStyle Style { get; init; }

    /// <summary>Most words of a caption.</summary>
    public required int MaxWords { get; init; }

    /// <summary>The model.</summary>
    public required ModelOrigin Model { get; init; }

    /// <summary>The scores.</summary>
    public required CaptionScores Scores { get; init; }

    /// <summary>95 % bootstrap intervals over the images, by metric.</summary>
    public required IReadOnlyDictionary<string, Interval> Intervals { get; init; }

    /// <summary>How varied the captions are.</summary>
    public required DiversityScores Diversity { get; init; }

    /// <summary>The objects that captions name and no reference of their image does, the commonest first, with the number of captions.</summary>
    public required IReadOnlyList<(string Noun, int Captions)> Inventions { get; init; }

    /// <summary>One line that says where the scores come from, for the foot of a table.</summary>
    public string Provenance =>
        $"{Dataset} {Split}, {Images.Count} images, captions {DatasetHash[..12]}; {Model.Ablation}, {Model.Encoder} {Model.EncoderHash[..Math.Min(12, Model.EncoderHash.Length)]}, seed {Model.Seed}, model {Model.ModelHash[..12]}, "
        + $"{(Model.Precision == "fp32" ? "" : Model.Precision + ", ")}beam {BeamSize}{(Style == CaptionStyle.Plain ? "" : ", detailed captions")}; selected on {Model.SelectedOn}{(Model.IsSelectedOnVal ? "" : " (NOT on val)")}; {Tokenizer}";

    /// <summary>Writes the report as JSON that <see cref="ScoreFile"/> reads.</summary>
    public void Write(Stream stream) => ScoreFileWriter.Write(stream, new ScoreFileContent
    {
        Origin = new JsonObject
        {
            ["provenance"] = Provenance,
            ["dataset"] = Dataset,
            ["datasetHash"] = DatasetHash,
            ["scoredImages"] = ScoredImages,
            ["leftOut"] = new JsonArray([.. LeftOut.Select(file => JsonValue.Create(file))]),
            ["emptyCaptions"] = EmptyCaptions,
            ["beamSize"] = BeamSize,
            ["style"] = CaptionStyles.NameOf(Style),
            ["maximumCaptionWords"] = MaxWords,   // the name that version 1 of the format has for it
            ["seed"] = Model.Seed,
            ["ablation"] = Model.Ablation,
            ["encoder"] = Model.Encoder,
            ["encoderHash"] = Model.EncoderHash,
            ["modelHash"] = Model.ModelHash,
            ["selectedOn"] = Model.SelectedOn,
            ["precision"] = Model.Precision,
            ["inventions"] = new JsonObject(Inventions.Take(MostInventions).Select(noun => KeyValuePair.Create(noun.Noun, (JsonNode?)noun.Captions))),
        },
        Split = Split,
        Tokenizer = Tokenizer,
        Ids = Images,
        Scores = Scores,
        Intervals = Intervals,
        Diversity = Diversity,
    });
}

/// <summary>The caption of an evaluated image, in COCO's results layout.</summary>
/// <param name="ImageId">what the data set calls the image, a number in COCO; its file name where it has only that</param>
/// <param name="Caption">its caption</param>
public sealed record EvaluatedCaption(
    [property: System.Text.Json.Serialization.JsonPropertyName("image_id")] SkyScribe.Datasets.ImageId ImageId,
    string Caption)
{
    /// <summary>The image's file.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string File { get; init; } = "";
}
