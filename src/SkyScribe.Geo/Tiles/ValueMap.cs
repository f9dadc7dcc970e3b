using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tiles;

/// <summary>How a raster's samples become 8 bits, all bands alike: level = (value - Low) x Scale + Rounding, cut to 0 to 255 and to a whole number.
/// Decided once for a raster, before any tile is read, and stored with the results.</summary>
/// <param name="Low">the value that becomes black</param>
/// <param name="Scale">levels a unit</param>
/// <param name="Rounding">0.5 rounds to the nearest level, 0 down</param>
/// <param name="Sentence">what was found and done</param>
public sealed record ValueMap(double Low, double Scale, double Rounding, string Sentence)
{
    /// <summary>Chooses the map of a raster by the rule that pictures are stretched by, from a sample of its valid pixels.</summary>
    /// <returns>null where samples are shown as they are</returns>
    internal static ValueMap? Of(Raster raster, IReadOnlyList<int> bands, StretchRule rule)
    {
        var type = raster.Colors.Type;
        if (raster.Colors.Palette is not null || type.Bits < 8 || (raster.Colors.IsByte && rule is StretchRule.Auto or StretchRule.None))
        {
            return null;
        }

        var sample = new ValueSample(type, raster.Colors.NoData);
        float[] values = [];
        foreach (var pixels in RasterSample.Read(raster, bands))
        {
            if (values.Length < pixels.Count)
            {
                values = new float[pixels.Count];
            }

            for (int b = 0; b < bands.Count; b++)
            {
                int count = 0;
                for (int i = 0; i < pixels.Count; i++)
                {
                    if (pixels.Valid[i] != 0)
                    {
                        values[count++] = pixels.IsByte ? pixels.Bytes[b][i] : pixels.Floats[b][i];
                    }
                }

                sample.Add(values.AsSpan(0, count));
            }
        }

        var stretch = Stretch.Of(sample, rule);
        var (low, scale, rounding) = stretch.Line;
        return new ValueMap(low, scale, rounding, stretch.Sentence);
    }
}
