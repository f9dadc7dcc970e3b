using System.Runtime.InteropServices;
using SkiaSharp;

namespace SkyScribe.Imaging;

/// <summary>PNG, JPEG and WebP by Skia.</summary>
internal static class SkiaDecoder
{
    public static RgbImage Decode(byte[] encoded, string name, ImageLimits limits)
    {
        GCHandle pin = GCHandle.Alloc(encoded, GCHandleType.Pinned);
        try
        {
            using SKData data = SKData.Create(pin.AddrOfPinnedObject(), encoded.Length);
            using SKMemoryStream stream = new(data);
            using SKCodec? codec = SKCodec.Create(stream, out SKCodecResult opened);
            if (codec is null || opened != SKCodecResult.Success)
            {
                throw ImageException.CutOff(name, $"its header: {Describe(opened)}");
            }

            (int width, int height) = (codec.Info.Width, codec.Info.Height);
            limits.CheckSize(name, width, height);
            byte[] rgba = Decode(codec, width, height, name);
            return Upright.Orient(new RgbImage(width, height, DropAlpha(rgba)), (int)codec.EncodedOrigin);
        }
        finally
        {
            pin.Free();
        }
    }

    // Unpremultiplied, so that transparent pixels keep their colour; a null colour space, so that Skia converts nothing.
    private static byte[] Decode(SKCodec codec, int width, int height, string name)
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, alpha, null);
        byte[] rgba = new byte[4L * width * height];
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(info, pin.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? rgba : throw ImageException.CutOff(name, Describe(result));
        }
        finally
        {
            pin.Free();
        }
    }

    private static byte[] DropAlpha(byte[] rgba)
    {
        byte[] rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        }

        return rgb;
    }

    private static string Describe(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "the data end before the picture does",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "the data are invalid",
        SKCodecResult.Unimplemented => "this variant of the format is not supported",
        _ => $"the decoder says {result}",
    };
}
