using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SkyScribe.Imaging;

/// <summary>Numbers as TIFF files store them: their order of bytes, and what writers do to samples before they compress them.</summary>
/// <remarks>TIFF 6.0, section 14, and Adobe's "TIFF Technical Note 3" for floating-point numbers. Pictures and rasters alike are read by
/// it.</remarks>
internal static class TiffSamples
{
    /// <summary>Bytes as a whole number.</summary>
    /// <param name="bytes">1, 2, 4 or 8 of them</param>
    /// <param name="isBigEndian">the file's order</param>
    public static ulong Unsigned(ReadOnlySpan<byte> bytes, bool isBigEndian) => (bytes.Length, isBigEndian) switch
    {
        (1, _) => bytes[0],
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    /// <summary>Turns big-endian samples into little-endian ones. Samples of a byte, and packed bits, have no order and stay.</summary>
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

    /// <summary>Whether predictor 2 exists for samples of so many bits.</summary>
    public static bool HasDifferences(int bits) => bits is 8 or 16 or 32 or 64;

    /// <summary>Undoes predictor 2: each sample is stored as its difference to the same one of the pixel on the left.</summary>
    /// <param name="row">one row, little-endian</param>
    /// <param name="bits">of a sample: those of <see cref="HasDifferences"/></param>
    /// <param name="samples">of a pixel</param>
    public static void UndoDifferences(Span<byte> row, int bits, int samples)
    {
        switch (bits)
        {
            case 8:
                Add(row, samples);
                break;
            case 16:
                Add(MemoryMarshal.Cast<byte, ushort>(row), samples);
                break;
            case 32:
                Add(MemoryMarshal.Cast<byte, uint>(row), samples);
                break;
            case 64:
                Add(MemoryMarshal.Cast<byte, ulong>(row), samples);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(bits), bits, "expected 8, 16, 32 or 64");
        }
    }

    /// <summary>Undoes predictor 3: differences of bytes that lie by significance, all first bytes of a row's values, then all second
    /// ones.</summary>
    /// <param name="row">one row, in the order of predictor 3; little-endian afterwards</param>
    /// <param name="bits">of a sample</param>
    /// <param name="samples">of a pixel</param>
    public static void UndoFloat(Span<byte> row, int bits, int samples)
    {
        Add(row, samples);
        int size = bits / 8, count = row.Length / size;
        byte[] planes = ArrayPool<byte>.Shared.Rent(row.Length);
        row.CopyTo(planes);
        for (int i = 0; i < count; i++)
        {
            for (int b = 0; b < size; b++)
            {
                row[(i * size) + size - 1 - b] = planes[(b * count) + i];
            }
        }

        ArrayPool<byte>.Shared.Return(planes);
    }

    private static void Add<T>(Span<T> row, int samples)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = samples; i < row.Length; i++)
        {
            row[i] = unchecked(row[i] + row[i - samples]);
        }
    }
}
