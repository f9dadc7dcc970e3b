namespace SkyScribe.Imaging;

/// <summary>Lays one word's attention over a picture.</summary>
internal static class AttentionMap
{
    private const float HeatShare = 0.5f;

    // From little attention (blue) to much (red), as in the paper's Fig. 8.
    private static readonly (float Red, float Green, float Blue)[] Colors = [(0, 0, 160), (0, 128, 255), (64, 255, 160), (255, 208, 0), (224, 0, 0)];

    /// <param name="image">The picture.</param>
    /// <param name="weights">[rows x columns], row by row; its least value becomes blue, its greatest red.</param>
    /// <param name="rows">Rows of the encoder's grid.</param>
    /// <param name="columns">Columns of the encoder's grid.</param>
    public static RgbImage Overlay(RgbImage image, ReadOnlySpan<float> weights, int rows, int columns)
    {
        float[] heat = Upsample(weights, rows, columns, image.Height, image.Width);
        byte[] pixels = new byte[image.Pixels.Length];
        for (int i = 0; i < heat.Length; i++)
        {
            (float red, float green, float blue) = Color(heat[i]);
            pixels[3 * i] = Blend(image.Pixels[3 * i], red);
            pixels[(3 * i) + 1] = Blend(image.Pixels[(3 * i) + 1], green);
            pixels[(3 * i) + 2] = Blend(image.Pixels[(3 * i) + 2], blue);
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>The colour of an attention between 0 and 1.</summary>
    internal static (float Red, float Green, float Blue) Color(float heat)
    {
        float position = heat * (Colors.Length - 1);
        int below = Math.Min((int)position, Colors.Length - 2);
        float share = position - below;
        (float r0, float g0, float b0) = Colors[below];
        (float r1, float g1, float b1) = Colors[below + 1];
        return (r0 + (share * (r1 - r0)), g0 + (share * (g1 - g0)), b0 + (share * (b1 - b0)));
    }

    /// <summary>Scales the weights to 0..1 and spreads them by the cubic filter; an even map is 0 everywhere.</summary>
    internal static float[] Upsample(ReadOnlySpan<float> weights, int rows, int columns, int height, int width)
    {
        float least = float.PositiveInfinity;
        float greatest = float.NegativeInfinity;
        foreach (float weight in weights)
        {
            (least, greatest) = (Math.Min(least, weight), Math.Max(greatest, weight));
        }

        double range = greatest > least ? (double)greatest - least : double.PositiveInfinity;
        ResampleWeights across = ResampleWeights.Compute(columns, width, ResampleFilter.Bicubic);
        ResampleWeights down = ResampleWeights.Compute(rows, height, ResampleFilter.Bicubic);
        double[] wide = new double[rows * width];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sum = 0;
                for (int k = 0; k < across.Count[x]; k++)
                {
                    sum += across.Values[(x * across.Stride) + k] * ((double)weights[(y * columns) + across.First[x] + k] - least) / range;
                }

                wide[(y * width) + x] = sum;
            }
        }

        float[] result = new float[height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sum = 0;
                for (int k = 0; k < down.Count[y]; k++)
                {
                    sum += down.Values[(y * down.Stride) + k] * wide[((down.First[y] + k) * width) + x];
                }

                result[(y * width) + x] = (float)Math.Clamp(sum, 0, 1);
            }
        }

        return result;
    }

    private static byte Blend(byte pixel, float heat) => (byte)(((1 - HeatShare) * pixel) + (HeatShare * heat) + 0.5f);
}
