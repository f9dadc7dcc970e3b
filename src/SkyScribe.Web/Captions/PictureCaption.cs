using System.ComponentModel;

namespace SkyScribe.Web.Captions;

/// <summary>What became of one picture, as JSON has it: the server's answers, and the lines of <c>caption --format json</c>.</summary>
internal sealed record PictureCaption
{
    [Description("the file's name, as it was given")]
    public required string Image { get; init; }

    [Description("the caption; absent where the picture cannot be read")]
    public string? Caption { get; init; }

    [Description("natural logarithm of the caption's probability under the model")]
    public double? LogProbability { get; init; }

    [Description("calibrated probability that the caption is right, 0 to 1; absent for a model that was not calibrated")]
    public double? Confidence { get; init; }

    [Description("whether the picture is unlike all that the model was trained on")]
    public bool? OutOfDomain { get; init; }

    [Description("attributes, the most probable first")]
    public IReadOnlyList<CaptionAttribute>? Attributes { get; init; }

    [Description("the other captions that the search ended with, the best first")]
    public IReadOnlyList<CaptionAlternative>? Alternatives { get; init; }

    [Description("where the model looked at each word; only where it was asked for")]
    public AttentionGrid? Attention { get; init; }

    [Description("what was done to read the file that one should know")]
    public IReadOnlyList<string>? Remarks { get; init; }

    [Description("why there is no caption")]
    public string? Error { get; init; }

    /// <summary>Of a caption.</summary>
    public static PictureCaption Of(string image, Caption caption) => new()
    {
        Image = image, Caption = caption.Text, LogProbability = caption.LogProbability, Confidence = caption.Confidence,
        OutOfDomain = caption.IsOutOfDomain, Attributes = caption.Attributes,
        Alternatives = [.. caption.Alternatives.Select(other => new CaptionAlternative(other.Text, other.LogProbability))],
    };

    /// <summary>Of a failure.</summary>
    public static PictureCaption Of(string image, Exception problem) => new() { Image = image, Error = CaptionLine.OneLine(problem) };
}

/// <summary>Another caption of the same picture.</summary>
/// <param name="Caption">its words</param>
/// <param name="LogProbability">natural logarithm of its probability</param>
internal sealed record CaptionAlternative(string Caption, double LogProbability);

/// <summary>Where the model looked at each word.</summary>
/// <param name="Words">the words of the caption</param>
/// <param name="Rows">rows of the grid over the picture</param>
/// <param name="Columns">columns of the grid over the picture</param>
/// <param name="Weights">for each word the cells' weights, row by row; they sum to 1</param>
internal sealed record AttentionGrid(IReadOnlyList<string> Words, int Rows, int Columns, IReadOnlyList<IReadOnlyList<float>> Weights)
{
    /// <summary>Of the model's maps, rounded to what a screen can show.</summary>
    public static AttentionGrid Of(AttentionMaps maps) =>
        new(maps.Words, maps.Rows, maps.Columns, [.. maps.Maps.Select(map => map.Select(weight => MathF.Round(weight, 5)).ToArray())]);
}
