using SkyScribe.Geo.Rasters;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tiles;

/// <summary>Turns a window of a raster into the 8-bit RGB picture that the model sees.</summary>
/// <remarks>Pixels without data are shown as they are stored: a nodata value that real pixels have too, such as 255 on white roofs, must not punch
/// holes into them.</remarks>
/// <param name="colors">what the raster's samples mean</param>
/// <param name="map">how samples become 8 bits; null shows them as they are</param>
internal sealed class TileRenderer(RasterColors colors, ValueMap? map)
{
    private readonly byte[]? _table = map is null ? null : Table(map);

    /// <summary>Renders what was read.</summary>
    /// <param name="pixels">one band or three</param>
    /// <param name="room">an earlier picture of the same renderer, whose array is used again if it fits; null for none</param>
    public RgbImage Render(RasterPixels pixels, RgbImage? room = null)
    {
        int bands = pixels.IsByte ? pixels.Bytes.Length : pixels.Floats.Length;
        byte[] rgb = room?.Pixels.Length == 3 * pixels.Count ? room.Pixels : new byte[3 * pixels.Count];
        for (int c = 0; c < 3; c++)
        {
            int band = bands == 1 ? 0 : c;
            if (pixels.IsByte)
            {
                Show(pixels.Bytes[band].AsSpan(0, pixels.Count), rgb.AsSpan(c), c);
            }
            else
            {
                Show(pixels.Floats[band].AsSpan(0, pixels.Count), rgb.AsSpan(c));
            }
        }

        return new RgbImage(pixels.Window.Width, pixels.Window.Height, rgb);
    }

    private void Show(ReadOnlySpan<byte> samples, Span<byte> rgb, int channel)
    {
        byte[]? palette = colors.Palette;
        int most = (int)(colors.Most ?? 255), flip = colors.IsInverted && palette is null ? most : 0;
        int scale = palette is null && _table is null ? 255 / most : 1;   // 1 bit: black and white
        for (int i = 0, to = 0; i < samples.Length; i++, to += 3)
        {
            int sample = samples[i] ^ flip;
            rgb[to] = palette is not null ? palette[(3 * sample) + channel] : _table is not null ? _table[sample] : (byte)(sample * scale);
        }
    }

    private void Show(ReadOnlySpan<float> samples, Span<byte> rgb)
    {
        for (int i = 0, to = 0; i < samples.Length; i++, to += 3)
        {
            byte level = Level(samples[i], map!);
            rgb[to] = colors.IsInverted ? (byte)(255 - level) : level;
        }
    }

    private static byte Level(float value, ValueMap map)
    {
        float level = ((value - (float)map.Low) * (float)map.Scale) + (float)map.Rounding;
        return !(level > 0) || float.IsInfinity(value) ? (byte)0 : level >= 255 ? (byte)255 : (byte)level;   // what is no number is black
    }

    private static byte[] Table(ValueMap map)
    {
        byte[] table = new byte[256];
        for (int i = 0; i < 256; i++)
        {
            table[i] = Level(i, map);
        }

        return table;
    }
}
