using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tiff;

/// <summary>Blocks of the other compressions, by LibTiff.NET: each is given to that library as a file of one strip, so that any number of threads can
/// decode, whatever the size of the raster and wherever its bytes come from.</summary>
internal static class LibTiffBlock
{
    public static byte[] Decode(byte[] stored, TiffImage image, int rows)
    {
        // To LZW and PackBits samples are bytes; the fax compressions count pixels, and JPEG samples.
        bool isBytes = image.Compression is TiffCompression.Lzw or TiffCompression.PackBits;
        int width = isBytes ? image.RowBytes : image.BlockWidth, samples = isBytes ? 1 : image.SamplesPerBlock, bits = isBytes ? 8 : image.Bits;
        using var errors = new TiffErrors();
        using var stream = new MemoryStream(OneStrip(stored, image, width, rows, samples, bits), writable: false);
        using var tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("block", "r", stream, new TiffStream())
            ?? throw new InvalidDataException(errors.First ?? "LibTiff.NET cannot open it");
        byte[] decoded = new byte[image.RowBytes * rows];
        int read = tiff.ReadEncodedStrip(0, decoded, 0, decoded.Length);
        return read == decoded.Length && errors.First is null ? decoded
            : throw new InvalidDataException(errors.First ?? $"it decodes to {read} bytes, expected {decoded.Length}");
    }

    private static byte[] OneStrip(byte[] stored, TiffImage image, int width, int rows, int samples, int bits)
    {
        var directory = image.Directory;
        var entries = new List<(int Tag, int Type, byte[] Values)>
        {
            Long(TiffTag.ImageWidth, width), Long(TiffTag.ImageLength, rows), Shorts(TiffTag.BitsPerSample, Enumerable.Repeat(bits, samples)),
            Short(TiffTag.Compression, image.Compression), Short(TiffTag.Photometric, samples == 3 ? 2 : image.Photometric == 0 ? 0 : 1),
            Short(TiffTag.FillOrder, directory.Number(TiffTag.FillOrder) is 2 ? 2 : 1), Long(TiffTag.StripOffsets, 0),
            Short(TiffTag.SamplesPerPixel, samples),
            Long(TiffTag.RowsPerStrip, rows), Long(TiffTag.StripByteCounts, stored.Length), Short(TiffTag.PlanarConfiguration, 1),
        };
        foreach (int tag in new[] { TiffTag.T4Options, TiffTag.T6Options })
        {
            if (directory.Number(tag) is { } options)
            {
                entries.Add(Long(tag, (int)options));
            }
        }

        if (image.Compression == TiffCompression.Jpeg && directory.Bytes(TiffTag.JpegTables, 1 << 16) is { } tables)
        {
            entries.Add((TiffTag.JpegTables, 7, tables));
        }

        return Written(stored, [.. entries.OrderBy(entry => entry.Tag)]);
    }

    private static byte[] Written(byte[] stored, (int Tag, int Type, byte[] Values)[] entries)
    {
        int directoryBytes = 2 + (12 * entries.Length) + 4, outside = 8 + directoryBytes;
        int strip = outside + entries.Sum(entry => entry.Values.Length > 4 ? (entry.Values.Length + 1) & ~1 : 0);
        byte[] file = new byte[strip + stored.Length];
        "II*\0\u0008\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            var (tag, type, values) = entries[i];
            var entry = file.AsSpan(10 + (12 * i), 12);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], values.Length / (type switch { 3 => 2, 4 => 4, _ => 1 }));
            if (tag == TiffTag.StripOffsets)
            {
                BinaryPrimitives.WriteInt32LittleEndian(entry[8..], strip);
            }
            else if (values.Length <= 4)
            {
                values.CopyTo(entry[8..]);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(entry[8..], outside);
                values.CopyTo(file.AsSpan(outside));
                outside += (values.Length + 1) & ~1;
            }
        }

        stored.CopyTo(file.AsSpan(strip));
        return file;
    }

    private static (int Tag, int Type, byte[] Values) Short(int tag, int value) => Shorts(tag, [value]);

    private static (int Tag, int Type, byte[] Values) Shorts(int tag, IEnumerable<int> values) =>
        (tag, 3, [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))]);

    private static (int Tag, int Type, byte[] Values) Long(int tag, int value) => (tag, 4, BitConverter.GetBytes(value));
}
