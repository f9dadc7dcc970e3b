using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Training.Options;

/// <summary>What captions of one image share in a training step. Without dropout all three give the same loss and gradients.</summary>
[JsonConverter(typeof(NamedEnumConverter<CaptionSharing>))]
public enum CaptionSharing
{
    /// <summary>Every caption is computed for itself.</summary>
    None,

    /// <summary>Equal captions of an image are computed once, with their count as weight.</summary>
    Captions,

    /// <summary>Captions of an image are computed once as far as their first words agree.</summary>
    Prefixes,
}
