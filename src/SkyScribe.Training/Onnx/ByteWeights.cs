using System.Numerics.Tensors;

namespace SkyScribe.Training.Onnx;

/// <summary>How a processor without VNNI instructions adds the products of a layer's bytes.</summary>
internal enum ByteSums
{
    /// <summary>One by one in 32 bits: a convolution with one input channel for each output. Or not in bytes at all.</summary>
    Single,

    /// <summary>Neighbours in pairs, in 16 bits: a convolution of one pixel, a matrix product.</summary>
    Pairs,

    /// <summary>Pairs too, in an order that is not known here.</summary>
    AnyPairs,
}

/// <summary>Rounds a channel's weights to bytes so that every processor gets the same sums.</summary>
/// <remarks>Without VNNI, the sum of two products of an activation (0 to 255) and a weight saturates at 2^15: then the same file would give other
/// captions. Two weights that are added are therefore kept at a sum of at most 128 (255 x 128 &lt; 32,768); where the order is unknown, each at 63.
/// Within that, the scale with the least squared error is chosen: a single large weight may be cut so that all the others get finer steps.</remarks>
internal static class ByteWeights
{
    private const int Most = 127, MostOfAnyPair = 63;

    /// <param name="inputs">input channels of an output channel</param>
    /// <param name="taps">pixels of the kernel</param>
    public static ByteSums KindOf(int inputs, int taps) => inputs == 1 ? ByteSums.Single : taps == 1 ? ByteSums.Pairs : ByteSums.AnyPairs;

    /// <summary>Rounds one channel.</summary>
    /// <param name="weights">its weights, in the order in which they are added</param>
    /// <param name="rounded">receives the bytes</param>
    /// <param name="leastScale">the scale is not below this</param>
    /// <returns>the scale</returns>
    public static float Round(ReadOnlySpan<float> weights, Span<sbyte> rounded, ByteSums sums, float leastScale)
    {
        float most = Math.Abs(TensorPrimitives.MaxMagnitude(weights)), best = 0;
        double least = double.PositiveInfinity;
        for (int percent = 100; percent >= 50; percent -= 2)
        {
            float limit = most * percent / 100;
            float scale = Math.Max(Scale(weights, limit, sums), Math.Max(leastScale, 1e-12f));
            double error = Round(weights, rounded, limit, scale);
            if (error < least)
            {
                (least, best) = (error, limit);
            }
        }

        float chosen = Math.Max(Scale(weights, best, sums), Math.Max(leastScale, 1e-12f));
        Round(weights, rounded, best, chosen);
        return chosen;
    }

    // Weights beyond the limit are cut.
    private static float Scale(ReadOnlySpan<float> weights, float limit, ByteSums sums)
    {
        if (sums != ByteSums.Pairs)
        {
            return limit / (sums == ByteSums.Single ? Most : MostOfAnyPair);
        }

        float pair = limit;
        for (int i = 0; i + 1 < weights.Length; i += 2)
        {
            pair = Math.Max(pair, Math.Min(Math.Abs(weights[i]), limit) + Math.Min(Math.Abs(weights[i + 1]), limit));
        }

        return pair / Most;   // rounding adds at most 1
    }

    private static double Round(ReadOnlySpan<float> weights, Span<sbyte> rounded, float limit, float scale)
    {
        double error = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            rounded[i] = (sbyte)MathF.Round(Math.Clamp(weights[i], -limit, limit) / scale);
            double difference = weights[i] - rounded[i] * (double)scale;
            error += difference * difference;
        }

        return error;
    }
}
