using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>TIFF by LibTiff.NET: strips or tiles, interleaved or separate planes, every compression that library knows.</summary>
internal static class TiffDecoder
{
    public static RgbImage Decode(Stream stream, string name, ImageLimits limits, PictureRows rows)
    {
        using TiffErrors errors = new();
        try
        {
            TiffDirectoryCheck.Run(stream, name, limits);
            using Tiff tiff = Tiff.ClientOpen(name, "r", stream, new TiffSource())
                ?? throw ImageException.CutOff(name, errors.First ?? "LibTiff.NET cannot open it");
            TiffLayout layout = TiffLayout.Read(tiff, name);

            // The library may read the tags otherwise than the check did, so its own numbers are bounded as well.
            limits.CheckSize(name, layout.Width, layout.Height);
            CheckBlocks(tiff, stream.Length, name);
            rows.Begin(layout.Width, layout.Height, layout.Orientation);
            if (layout.NeedsColorConversion)
            {
                TiffColors.Read(tiff, layout, name, errors, rows);
            }
            else
            {
                new TiffPixels(tiff, layout, name, errors).Read(rows);
            }

            return rows.Finish();
        }
        catch (Exception e) when (e is not (ImageException or OutOfMemoryException))
        {
            // On damaged data LibTiff.NET's decoders throw what they run into: index, null, cast and arithmetic exceptions.
            throw ImageException.CutOff(name, errors.First ?? e.Message, e);
        }
    }

    private static void CheckBlocks(Tiff tiff, long fileBytes, string name)
    {
        int blocks = tiff.IsTiled() ? tiff.NumberOfTiles() : tiff.NumberOfStrips();
        for (int i = 0; i < blocks; i++)
        {
            long bytes = tiff.RawStripSize(i);
            if (bytes < 1 || bytes > fileBytes)
            {
                throw ImageException.CutOff(name, $"strip or tile {i + 1} of {blocks} claims {bytes} bytes, but the file has {fileBytes}");
            }
        }
    }

    /// <summary>Reads full blocks also from streams that give less than asked, and leaves closing to the stream's owner.</summary>
    private sealed class TiffSource : TiffStream
    {
        public override int Read(object clientData, byte[] buffer, int offset, int count) =>
            ((Stream)clientData).ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException("opened for reading");

        public override long Seek(object clientData, long offset, SeekOrigin origin) => ((Stream)clientData).Seek(offset, origin);

        public override void Close(object clientData)
        {
        }

        public override long Size(object clientData) => ((Stream)clientData).Length;
    }
}
