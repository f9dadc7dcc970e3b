using SkyScribe.Training.Options;

namespace SkyScribe.Training.Pretraining;

/// <summary>What lies beside pre-trained encoder weights and says where they come from: <c>pretraining.json</c>.</summary>
public sealed record PretrainingManifest
{
    /// <summary>The format's name.</summary>
    public string Format { get; init; } = "skyscribe-pretraining-card";

    /// <summary>The format's version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The settings.</summary>
    public required PretrainingOptions Options { get; init; }

    /// <summary>The sources: file names, how scenes are named, and scenes of each.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Names of all scenes, source after source.</summary>
    public required IReadOnlyList<string> Scenes { get; init; }

    /// <summary>SHA-256 of which image shows which scene in which split.</summary>
    public required string ScenesHash { get; init; }

    /// <summary>SHA-256 of the weights that it started from.</summary>
    public required string StartedFrom { get; init; }

    /// <summary>SHA-256 of the weights that came out.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>The epochs.</summary>
    public required IReadOnlyList<PretrainingEpoch> Epochs { get; init; }
}
