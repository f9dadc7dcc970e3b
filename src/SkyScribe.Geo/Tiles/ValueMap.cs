using SkyScribe.Geo.Rasters;

namespace SkyScribe.Geo.Tiles;

/// <summary>How a raster's samples become 8 bits, all bands alike: level = (value - Low) x Scale + Rounding, cut to 0 to 255 and to a whole number. Decided once for a raster, before
/// any tile is read, and stored with the results.</summary>
/// <param name="Low">the value that becomes black</param>
/// <param name="Scale">levels a unit</param>
/// <param name="Rounding">0.5 rounds to the nearest level, 0 down</param>
/// <param name="Sentence">what was found and done</param>
public sealed record ValueMap(double Low, double Scale, double Rounding, string Sentence)
{
    private const double LowShare = 0.02, HighShare = 0.98;
    private const int MostSamples = 1 << 22;

    /// <summary>Chooses the map of a raster; null where its samples are shown as they are.</summary>
    internal static ValueMap? Of(Raster raster, IReadOnlyList<int> bands)
    {
        if (raster.Colors.IsByte)
        {
            return null;
        }

        var values = new List<float>();
        foreach (var pixels in RasterSample.Read(raster, bands))
        {
            for (int b = 0; b < bands.Count && values.Count < MostSamples; b++)
            {
                for (int i = 0; i < pixels.Count; i++)
                {
                    if (pixels.Valid[i] != 0 && float.IsFinite(pixels.Floats[b][i]))
                    {
                        values.Add(pixels.Floats[b][i]);
                    }
                }
            }
        }

        if (values.Count == 0)
        {
            return new ValueMap(0, 1, 0.5, "no pixel has a value");
        }

        values.Sort();
        double low = values[(int)(LowShare * (values.Count - 1))], high = values[(int)(HighShare * (values.Count - 1))];
        return new ValueMap(low, high > low ? 255 / (high - low) : 0, 0.5, FormattableString.Invariant($"stretched, {low} (2nd percentile) to {high} (98th) become 0 to 255"));
    }
}
