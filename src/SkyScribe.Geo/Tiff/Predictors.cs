using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SkyScribe.Geo.Tiff;

/// <summary>Undoes what writers do to samples before they compress them (TIFF 6.0, section 14; Technical Note 3 for floating point).</summary>
internal static class Predictors
{
    /// <summary>Undoes the picture's predictor.</summary>
    /// <param name="samples">[rows, <see cref="TiffImage.RowBytes"/>], little-endian but for predictor 3</param>
    /// <param name="image">whose samples</param>
    public static void Undo(Span<byte> samples, TiffImage image)
    {
        if (image.Predictor is not (2 or 3))
        {
            return;
        }

        for (int start = 0; start < samples.Length; start += image.RowBytes)
        {
            var row = samples.Slice(start, image.RowBytes);
            switch (image.Predictor, image.Bits)
            {
                case (2, 8):
                    Add(row, image.SamplesPerBlock);
                    break;
                case (2, 16):
                    Add(MemoryMarshal.Cast<byte, ushort>(row), image.SamplesPerBlock);
                    break;
                case (2, 32):
                    Add(MemoryMarshal.Cast<byte, uint>(row), image.SamplesPerBlock);
                    break;
                case (2, 64):
                    Add(MemoryMarshal.Cast<byte, ulong>(row), image.SamplesPerBlock);
                    break;
                default:
                    UndoFloat(row, image.SamplesPerBlock, image.Bits / 8);
                    break;
            }
        }
    }

    /// <summary>Turns big-endian samples into little-endian ones.</summary>
    public static void SwapBytes(Span<byte> samples, int bits)
    {
        switch (bits)
        {
            case 16:
                var shorts = MemoryMarshal.Cast<byte, ushort>(samples);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 32:
                var words = MemoryMarshal.Cast<byte, uint>(samples);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 64:
                var longs = MemoryMarshal.Cast<byte, ulong>(samples);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static void Add<T>(Span<T> row, int samples)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        for (int i = samples; i < row.Length; i++)
        {
            row[i] = unchecked(row[i] + row[i - samples]);
        }
    }

    // The bytes of all numbers lie sorted by significance, highest first, and are differences.
    private static void UndoFloat(Span<byte> row, int samples, int size)
    {
        Add(row, samples);
        int count = row.Length / size;
        byte[] planes = row.ToArray();
        for (int i = 0; i < count; i++)
        {
            for (int b = 0; b < size; b++)
            {
                row[(i * size) + size - 1 - b] = planes[(b * count) + i];
            }
        }
    }
}
