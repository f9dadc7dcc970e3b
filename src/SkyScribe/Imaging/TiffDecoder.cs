using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>TIFF by LibTiff.NET: strips or tiles, interleaved or separate planes, every compression that library knows.</summary>
internal static class TiffDecoder
{
    public static RgbImage Decode(Stream stream, string name, ImageLimits limits, PictureTarget target)
    {
        using TiffErrors errors = new();
        try
        {
            TiffPage page = TiffDirectoryCheck.Run(stream, name, limits);

            // Header only: the first page is not always the one that was checked.
            using Tiff tiff = Tiff.ClientOpen(name, "rh", stream, new TiffSource())
                ?? throw ImageException.CutOff(name, errors.First ?? "LibTiff.NET cannot open it");
            if (!tiff.SetSubDirectory(page.Offset))
            {
                throw ImageException.CutOff(name, errors.First ?? "LibTiff.NET cannot read its directory");
            }

            TiffLayout layout = TiffLayout.Read(tiff, name, target);

            // The library may read the tags otherwise than the check did, so its own numbers are bounded as well.
            limits.CheckSize(name, layout.Width, layout.Height);
            CheckBlocks(tiff, stream.Length, name);
            if (page.Remark is { } remark)
            {
                target.Remark(remark);
            }

            if (layout.NeedsColorConversion)
            {
                return target.TakeBytes(rows =>
                {
                    rows.Begin(layout.Width, layout.Height, layout.Orientation);
                    TiffColors.Read(tiff, layout, name, errors, rows);
                });
            }

            TiffPixels pixels = new(tiff, layout, TiffBlocks.Of(tiff, layout, page, name, errors), name, errors);
            return layout.Type.IsDeep ? target.TakeSamples(layout.Type, page.NoData, pixels.Read)
                : target.TakeBytes(pixels.Read, hasBands: layout.Table is null || layout.IsGrey);
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
