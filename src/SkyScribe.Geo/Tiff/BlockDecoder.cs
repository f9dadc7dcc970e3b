using System.IO.Compression;
using SkyScribe.IO;
using SkyScribe.Imaging;

namespace SkyScribe.Geo.Tiff;

/// <summary>Turns the stored bytes of one strip or tile into samples: little-endian, pixel by pixel, without predictor.</summary>
internal sealed class BlockDecoder
{
    private readonly TiffImage _image;
    private readonly byte[]? _jpegTables;

    public BlockDecoder(TiffImage image)
    {
        _image = image;
        RequireKnown(image);
        _jpegTables = image.Compression == TiffCompression.Jpeg ? image.Directory.Bytes(TiffTag.JpegTables, 1 << 16) : null;
    }

    /// <summary>Decodes one block.</summary>
    /// <param name="stored">its bytes in the file</param>
    /// <param name="rows">rows that it has</param>
    /// <returns>[rows, <see cref="TiffImage.RowBytes"/>]</returns>
    /// <exception cref="InvalidDataException">It does not decode.</exception>
    public byte[] Decode(byte[] stored, int rows)
    {
        int expected = checked(_image.RowBytes * rows);
        byte[] samples;
        try
        {
            samples = _image.Compression switch
            {
                TiffCompression.None => stored,
                TiffCompression.Deflate or TiffCompression.OldDeflate => Inflate(stored, expected),
                TiffCompression.Zstd => Zstd(stored, expected),
                TiffCompression.Jpeg => SkiaBlock.DecodeJpeg(stored, _jpegTables, _image, rows),
                TiffCompression.WebP => SkiaBlock.DecodeWebP(stored, _image, rows),
                _ => LibTiffBlock.Decode(stored, _image, rows),
            };
        }
        catch (Exception problem) when (problem is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException(problem.Message, problem);   // decoders throw what they run into on damaged data
        }

        if (samples.Length < expected)
        {
            throw new InvalidDataException($"it has {samples.Length} bytes, expected {expected}");
        }

        if (_image.Compression is not (TiffCompression.Jpeg or TiffCompression.WebP))
        {
            if (_image.Directory.IsBigEndian && _image.Predictor != 3)
            {
                TiffSamples.SwapBytes(samples.AsSpan(0, expected), _image.Bits);
            }

            UndoPredictor(samples.AsSpan(0, expected));
        }

        return samples;
    }

    private void UndoPredictor(Span<byte> samples)
    {
        if (_image.Predictor is not (2 or 3))
        {
            return;
        }

        for (int start = 0; start < samples.Length; start += _image.RowBytes)
        {
            var row = samples.Slice(start, _image.RowBytes);
            if (_image.Predictor == 2)
            {
                TiffSamples.UndoDifferences(row, _image.Bits, _image.SamplesPerBlock);
            }
            else
            {
                TiffSamples.UndoFloat(row, _image.Bits, _image.SamplesPerBlock);
            }
        }
    }

    private static byte[] Inflate(byte[] stored, int expected)
    {
        using var stream = new ZLibStream(new MemoryStream(stored, writable: false), CompressionMode.Decompress);
        byte[] samples = new byte[expected];
        int read = stream.ReadAtLeast(samples, expected, throwOnEndOfStream: false);
        return read == expected ? samples : throw new InvalidDataException($"its deflated data ends after {read} of {expected} bytes");
    }

    private static byte[] Zstd(byte[] stored, int expected)
    {
        using var decompressor = new ZstdSharp.Decompressor();
        byte[] samples = new byte[expected];
        int read = decompressor.Unwrap(stored, samples);
        return read == expected ? samples : throw new InvalidDataException($"its ZSTD data has {read} bytes, expected {expected}");
    }

    private static void RequireKnown(TiffImage image)
    {
        string? problem = image.Compression switch
        {
            TiffCompression.Jpeg when image.Bits != 8 => $"JPEG of {image.Bits} bits",
            TiffCompression.WebP when image.Bits != 8 || image.SamplesPerBlock is not (3 or 4) => "WebP of other than 3 or 4 bands of 8 bits",
            var known when TiffCompression.IsKnown(known) => null,
            var other => $"compression {other}{(TiffCompression.NameOf(other) is { } name ? $" ({name})" : "")}",
        };
        problem ??= image.Photometric switch
        {
            6 when image.Compression != TiffCompression.Jpeg => "YCbCr colours without JPEG",
            5 or 8 or 9 or 10 => "CMYK or Lab colours",
            _ => null,
        };
        if (problem is null && !(image.Predictor is 0 or 1 || (image.Predictor == 2 && TiffSamples.HasDifferences(image.Bits))
            || (image.Predictor == 3 && image.Kind == SampleKind.Float)))
        {
            problem = $"predictor {image.Predictor} with samples of {image.Bits} bits";
        }

        if (problem is not null)
        {
            string file = Path.GetFileName(image.Name);
            throw new GeoException(image.Name, TiffTag.Name(TiffTag.Compression), SkyScribeException.Quote(problem).Trim('\''),
                $"none, LZW, Deflate, PackBits, JPEG, ZSTD, WebP or CCITT: convert it with 'gdal_translate -of COG {file} OUT.tif'");
        }
    }
}
