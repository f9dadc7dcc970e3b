using System.Text.Json.Serialization;

namespace SkyScribe.Datasets.Diagnosis;

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Scores or training may suffer.</summary>
    Warning,

    /// <summary>Training or scoring on the data set as it is would fail or mislead.</summary>
    Error,
}

/// <summary>Something that the doctor found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">A stable name of the kind of finding, for programs.</param>
/// <param name="Text">One sentence with the figures.</param>
public sealed record Finding(Severity Severity, string Code, string Text)
{
    /// <summary>All cases, in words.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    /// <summary>For findings about pictures, the image files of each case.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Images { get; init; } = [];
}
