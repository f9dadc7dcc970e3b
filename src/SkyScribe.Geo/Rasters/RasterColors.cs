using SkyScribe.Imaging;

namespace SkyScribe.Geo.Rasters;

/// <summary>What a raster's samples mean as colours.</summary>
internal sealed record RasterColors
{
    /// <summary>Whether samples are whole numbers of up to 8 bits: they are shown as they are unless a stretch is asked for.</summary>
    public required bool IsByte { get; init; }

    /// <summary>The samples' type.</summary>
    public required SampleType Type { get; init; }

    /// <summary>The value that stands for "no data"; null for none.</summary>
    public double? NoData { get; init; }

    /// <summary>The greatest sample of whole numbers without a sign; null for others.</summary>
    public double? Most { get; init; }

    /// <summary>The bands that are red, green and blue, from 0; one band is grey.</summary>
    public required IReadOnlyList<int> Default { get; init; }

    /// <summary>Whether the file itself says that these are red, green and blue, or grey.</summary>
    public required bool IsDeclared { get; init; }

    /// <summary>Whether 0 is white.</summary>
    public bool IsInverted { get; init; }

    /// <summary>Red, green, blue of each code; null without a palette.</summary>
    public byte[]? Palette { get; init; }
}
