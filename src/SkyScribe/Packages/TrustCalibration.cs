using System.Text.Json.Serialization;

namespace SkyScribe.Packages;

/// <summary>How far a model's captions can be trusted, as measured on val: <see cref="CaptionTrust"/> uses it.</summary>
internal sealed record TrustCalibration
{
    /// <summary>What a confidence is the probability of, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>Weights of the confidence's logit: a constant, then one for each of <see cref="CaptionTrust.SignalsOf"/>.</summary>
    public required IReadOnlyList<double> ConfidenceWeights { get; init; }

    /// <summary>Mean of the training images' descriptors [2 C]: in packages of version 1 only, since then it is in <c>descriptors.npy</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? DescriptorMean { get; init; }

    /// <summary>Directions in which training images differ most, row-major [directions, 2 C]: in packages of version 1 only, since then they are in
    /// <c>descriptors.npy</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Directions { get; init; }

    /// <summary>Standard deviation of what the directions leave over.</summary>
    public required double RestDeviation { get; init; }

    /// <summary>Distance above which an image is called out of domain: a share of val images, stated in the model card, lies beyond.</summary>
    public required double DistanceLimit { get; init; }
}
