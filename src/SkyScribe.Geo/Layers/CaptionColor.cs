using System.Globalization;
using SkyScribe.IO;

namespace SkyScribe.Geo.Layers;

/// <summary>A colour for each caption, always the same one.</summary>
internal static class CaptionColor
{
    /// <summary>As #rrggbb: hue by the caption's hash, light and strength so that a map stays readable below.</summary>
    public static string Of(string caption)
    {
        int hash = int.Parse(Sha256.Of(caption).AsSpan(0, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        double hue = hash % 360, saturation = 0.45 + (hash / 360 % 4 * 0.12), lightness = 0.45 + (hash / 1440 % 3 * 0.1);
        return string.Create(CultureInfo.InvariantCulture, $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}");

        int Channel(int offset)
        {
            double k = (offset + (hue / 30)) % 12;
            return (int)Math.Round(255
                * (lightness - (saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }
    }
}
