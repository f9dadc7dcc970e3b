using System.Numerics;

namespace SkyScribe.Imaging;

/// <summary>Antialiased resizing, equal to Pillow's <c>Image.resize</c> of 8-bit pictures.</summary>
/// <remarks>
/// Columns first, rounded to 8 bits, then rows; weights are fixed-point integers, so the result is the same on every machine.
/// A direction whose size does not change is left alone.
/// </remarks>
public static class Resampler
{
    // 8 bits of value and 2 of headroom for the cubic's overshoot leave 22 of an int's 32 for the weight's fraction, as in Pillow.
    private const int FractionBits = 22;
    private const int Half = 1 << (FractionBits - 1);

    /// <summary>Resizes a whole picture.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>A new picture, or <paramref name="source"/> itself where it has the size already.</returns>
    public static RgbImage Resize(RgbImage source, int width, int height, ResampleFilter filter)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, ImageLimits.LargestMaxPixels, nameof(width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * source.Height, ImageLimits.LargestMaxPixels, nameof(width));
        RgbImage columnsDone = width == source.Width ? source : ResizeColumns(source, width, filter);
        return height == source.Height ? columnsDone : ResizeRows(columnsDone, height, filter);
    }

    private static RgbImage ResizeColumns(RgbImage source, int width, ResampleFilter filter)
    {
        ResampleWeights weights = ResampleWeights.Compute(source.Width, width, filter);
        int[] fixedPoint = ToFixedPoint(weights);
        byte[] result = new byte[3L * width * source.Height];
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<byte> row = source.Pixels.AsSpan(3 * y * source.Width, 3 * source.Width);
            Span<byte> target = result.AsSpan(3 * y * width, 3 * width);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> taps = fixedPoint.AsSpan(x * weights.Stride, weights.Count[x]);
                ReadOnlySpan<byte> pixels = row.Slice(3 * weights.First[x], 3 * taps.Length);
                int red = Half;
                int green = Half;
                int blue = Half;
                for (int k = 0, p = 0; k < taps.Length; k++, p += 3)
                {
                    int tap = taps[k];
                    red += tap * pixels[p];
                    green += tap * pixels[p + 1];
                    blue += tap * pixels[p + 2];
                }

                target[3 * x] = ToByte(red);
                target[(3 * x) + 1] = ToByte(green);
                target[(3 * x) + 2] = ToByte(blue);
            }
        }

        return new RgbImage(width, source.Height, result);
    }

    private static RgbImage ResizeRows(RgbImage source, int height, ResampleFilter filter)
    {
        ResampleWeights weights = ResampleWeights.Compute(source.Height, height, filter);
        int[] fixedPoint = ToFixedPoint(weights);
        int rowBytes = 3 * source.Width;
        byte[] result = new byte[(long)rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> taps = fixedPoint.AsSpan(y * weights.Stride, weights.Count[y]);
            ReadOnlySpan<byte> rows = source.Pixels.AsSpan(weights.First[y] * rowBytes, taps.Length * rowBytes);
            WeighRows(rows, taps, result.AsSpan(y * rowBytes, rowBytes));
        }

        return new RgbImage(source.Width, height, result);
    }

    private static void WeighRows(ReadOnlySpan<byte> rows, ReadOnlySpan<int> taps, Span<byte> target)
    {
        int block = Vector<byte>.Count;
        int x = 0;
        for (; x <= target.Length - block; x += block)
        {
            Vector<int> half = new(Half);
            (Vector<int> a, Vector<int> b, Vector<int> c, Vector<int> d) = (half, half, half, half);
            for (int k = 0, p = x; k < taps.Length; k++, p += target.Length)
            {
                Vector.Widen(new Vector<byte>(rows.Slice(p, block)), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
                Vector<int> tap = new(taps[k]);
                a += Vector.AsVectorInt32(first) * tap;
                b += Vector.AsVectorInt32(second) * tap;
                c += Vector.AsVectorInt32(third) * tap;
                d += Vector.AsVectorInt32(fourth) * tap;
            }

            Vector<ushort> left = Vector.Narrow(ToBytes(a), ToBytes(b));
            Vector<ushort> right = Vector.Narrow(ToBytes(c), ToBytes(d));
            Vector.Narrow(left, right).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            int sum = Half;
            for (int k = 0, p = x; k < taps.Length; k++, p += target.Length)
            {
                sum += taps[k] * rows[p];
            }

            target[x] = ToByte(sum);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    private static Vector<uint> ToBytes(Vector<int> sum) => Vector.AsVectorUInt32(
        Vector.Min(Vector.Max(Vector.ShiftRightArithmetic(sum, FractionBits), Vector<int>.Zero), new Vector<int>(255)));

    private static int[] ToFixedPoint(ResampleWeights weights) =>
        Array.ConvertAll(weights.Values, weight => (int)((weight * (1 << FractionBits)) + (weight < 0 ? -0.5 : 0.5)));
}
