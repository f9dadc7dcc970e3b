using System.Globalization;
using System.Text.Json.Serialization;
using SkyScribe.IO;

namespace SkyScribe.Imaging;

/// <summary>Which of a picture's bands become red, green and blue, and how their values become 8 bits. Part of a model: pictures are captioned as
/// they were in training.</summary>
public sealed record Rendering
{
    /// <summary>The rule where nothing was asked for.</summary>
    public static Rendering Default { get; } = new();

    /// <summary>The rule; all bands of a picture are stretched alike, so that colours keep their proportions.</summary>
    public StretchRule Stretch { get; init; }

    /// <summary>Numbers of the bands, counted from 1, that become red, green and blue ("4,3,2"), or of one that becomes grey ("1"); empty takes what
    /// the file says.</summary>
    public string Bands { get => field ?? ""; init; } = "";

    /// <summary>The bands counted from 0: none, one, or three.</summary>
    /// <exception cref="OptionException"><see cref="Bands"/> is neither empty nor one or three numbers.</exception>
    [JsonIgnore]
    public IReadOnlyList<int> BandIndices
    {
        get
        {
            string[] parts = Bands.Split(',', StringSplitOptions.TrimEntries);
            int[] numbers = Bands.Length == 0 ? []
                : [.. parts.Select(part => ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number - 1
                : -1)];
            return numbers.Length is 0 or 1 or 3 && !numbers.Contains(-1)
                ? numbers
                : throw new OptionException(
                $"bands is '{Bands}'; expected the numbers of three bands for red, green and blue, as in 4,3,2, or of one, counted from 1");
        }
    }

    /// <summary>Both settings in a sentence: "stretch auto, bands 4,3,2".</summary>
    public override string ToString() => $"stretch {Stretch.ToString().ToLowerInvariant()}{(Bands.Length > 0 ? $", bands {Bands}" : "")}";

    /// <summary>Part of a feature cache's key: empty for the default, so that caches of 8-bit pictures stay valid.</summary>
    [JsonIgnore]
    internal string Key => this == Default ? "" : $" stretch {Stretch} bands {string.Join(',', BandIndices.Select(index => index + 1))}";
}
