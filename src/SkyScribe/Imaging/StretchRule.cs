using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>How a picture's values become the 256 levels that an encoder takes.</summary>
[JsonConverter(typeof(NamedEnumConverter<StretchRule>))]
public enum StretchRule
{
    /// <summary><see cref="Percentile"/> where a picture of more than 8 bits, or of floating-point numbers, uses less than a quarter of its range;
    /// else <see cref="None"/>.</summary>
    Auto,

    /// <summary>The whole range of the type becomes 0 to 255: 16 bits lose the low byte, floating-point numbers are taken from 0 to 1.</summary>
    None,

    /// <summary>The 2nd percentile becomes 0, the 98th 255.</summary>
    Percentile,

    /// <summary>The smallest value becomes 0, the largest 255.</summary>
    MinMax,

    /// <summary>The mean less two standard deviations becomes 0, the mean and two more 255, both within the values that occur.</summary>
    Sigma,
}
