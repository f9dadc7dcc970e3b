using SkyScribe.Imaging;
using SkyScribe.IO;

namespace SkyScribe.Geo;

/// <summary>How rasters are cut into tiles and shown to the model.</summary>
public sealed record RasterOptions
{
    /// <summary>Width and height of a tile, in pixels that the model sees: of the raster, or of <see cref="GroundResolution"/>.</summary>
    public int Tile { get; init; } = 224;

    /// <summary>Share of a tile that its neighbour covers too, 0 to 0.9.</summary>
    public double Overlap { get; init; } = 0.25;

    /// <summary>Metres a pixel at which the model sees the raster; null takes what the model is best at, where that is known and the raster's pixels
    /// are not too coarse for it, else the raster's own.</summary>
    public double? GroundResolution { get; init; }

    /// <summary>Whether the model sees the raster's own pixels, whatever it is best at; not together with <see cref="GroundResolution"/>.</summary>
    public bool KeepPixels { get; init; }

    /// <summary>The bands that are shown, and how their values become 8 bits; null takes the model's.</summary>
    public Rendering? Rendering { get; init; }

    /// <summary>A value that stands for "no data" beside the file's own; null for none.</summary>
    public double? NoData { get; init; }

    /// <summary>Whether each tile comes with the encoder's pooled features; only model packages give them.</summary>
    public bool Features { get; init; }

    /// <summary>Checks the values' ranges.</summary>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public void Validate()
    {
        OptionRange.Check(Tile, 16, 8192, nameof(Tile));
        OptionRange.Check(Overlap, 0, 0.9, nameof(Overlap));
        if (GroundResolution is { } metres)
        {
            if (KeepPixels)
            {
                throw new OptionException($"option {nameof(KeepPixels)} is set together with {nameof(GroundResolution)}; expected one of them");
            }

            OptionRange.Check(metres, 0.001, 100_000, nameof(GroundResolution));
        }

        _ = Rendering?.BandIndices;
    }
}
