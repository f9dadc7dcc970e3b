using SkyScribe.Training.Options;

namespace SkyScribe.Training.Pretraining;

/// <summary>One pre-training of an encoder: settings, inputs, and where its results go.</summary>
public sealed record PretrainingRun
{
    /// <summary>The settings.</summary>
    public required PretrainingOptions Options { get; init; }

    /// <summary>Where scene labels come from, at least one source.</summary>
    public required IReadOnlyList<SceneSource> Sources { get; init; }

    /// <summary>Weights to start from (.safetensors or .pth); null starts at random.</summary>
    public string? Weights { get; init; }

    /// <summary>Gets <c>encoder.safetensors</c>, <c>pretraining.json</c> and, until the end, <c>last</c> to resume from.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Whether to resume what <see cref="OutputFolder"/> holds.</summary>
    public bool Resume { get; init; }
}
