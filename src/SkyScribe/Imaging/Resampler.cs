using System.Numerics;

namespace SkyScribe.Imaging;

/// <summary>Antialiased resizing, equal to Pillow's <c>Image.resize</c> of 8-bit pictures.</summary>
/// <remarks>
/// Columns first, rounded to 8 bits, then rows; weights are fixed-point integers, so the result is the same on every machine.
/// A direction whose size does not change is left alone.
/// </remarks>
public static class Resampler
{
    private const int FractionBits = ResampleTaps.FractionBits;
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

    /// <summary>One row's columns.</summary>
    /// <param name="row">the row, 3 bytes a pixel</param>
    /// <param name="taps">weights of the columns</param>
    /// <param name="target">the new row</param>
    internal static void WeighColumns(ReadOnlySpan<byte> row, ResampleTaps taps, Span<byte> target)
    {
        for (int x = 0; x < taps.Count; x++)
        {
            var weights = taps.Of(x);
            ReadOnlySpan<byte> pixels = row.Slice(3 * taps.First[x], 3 * weights.Length);
            int red = Half;
            int green = Half;
            int blue = Half;
            for (int k = 0, p = 0; k < weights.Length; k++, p += 3)
            {
                int weight = weights[k];
                red += weight * pixels[p];
                green += weight * pixels[p + 1];
                blue += weight * pixels[p + 2];
            }

            target[3 * x] = ToByte(red);
            target[(3 * x) + 1] = ToByte(green);
            target[(3 * x) + 2] = ToByte(blue);
        }
    }

    /// <summary>One new row from several.</summary>
    /// <param name="rows">as many rows as there are weights, each as long as the new one</param>
    /// <param name="taps">their weights</param>
    /// <param name="target">the new row</param>
    internal static void WeighRows(ReadOnlySpan<byte> rows, ReadOnlySpan<int> taps, Span<byte> target)
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

    private static RgbImage ResizeColumns(RgbImage source, int width, ResampleFilter filter)
    {
        ResampleTaps taps = new(ResampleWeights.Compute(source.Width, width, filter));
        byte[] result = new byte[3L * width * source.Height];
        for (int y = 0; y < source.Height; y++)
        {
            WeighColumns(source.Pixels.AsSpan(3 * y * source.Width, 3 * source.Width), taps, result.AsSpan(3 * y * width, 3 * width));
        }

        return new RgbImage(width, source.Height, result);
    }

    private static RgbImage ResizeRows(RgbImage source, int height, ResampleFilter filter)
    {
        ResampleTaps taps = new(ResampleWeights.Compute(source.Height, height, filter));
        int rowBytes = 3 * source.Width;
        byte[] result = new byte[(long)rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            var weights = taps.Of(y);
            WeighRows(source.Pixels.AsSpan(taps.First[y] * rowBytes, weights.Length * rowBytes), weights, result.AsSpan(y * rowBytes, rowBytes));
        }

        return new RgbImage(source.Width, height, result);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    private static Vector<uint> ToBytes(Vector<int> sum) => Vector.AsVectorUInt32(
        Vector.Min(Vector.Max(Vector.ShiftRightArithmetic(sum, FractionBits), Vector<int>.Zero), new Vector<int>(255)));
}
