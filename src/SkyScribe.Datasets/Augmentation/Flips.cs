using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Datasets.Augmentation;

/// <summary>Mirror images that are shown in training beside the image itself.</summary>
[JsonConverter(typeof(NamedEnumConverter<Flips>))]
public enum Flips
{
    /// <summary>No mirror image.</summary>
    None,

    /// <summary>Left and right exchanged.</summary>
    Horizontal,

    /// <summary>Left and right exchanged, top and bottom exchanged, and both, which is a rotation by 180 degrees.</summary>
    Both,
}
