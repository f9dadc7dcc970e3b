using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>TIFF by LibTiff.NET: strips or tiles, interleaved or separate planes, every compression that library knows.</summary>
internal static class TiffDecoder
{
    public static RgbImage Decode(Stream stream, string name, ImageLimits limits)
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
            RgbImage image = layout.NeedsColorConversion ? Convert(tiff, layout, name, errors) : new TiffPixels(tiff, layout, name, errors).Read();
            return Upright.Orient(image, layout.Orientation);
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

    /// <summary>YCbCr, CMYK and CIE Lab, through LibTiff.NET's own conversion to packed RGBA.</summary>
    private static RgbImage Convert(Tiff tiff, TiffLayout layout, string name, TiffErrors errors)
    {
        TiffRgbaImage converter = TiffRgbaImage.Create(tiff, true, out string problem) ?? throw TiffLayout.Unsupported(name, problem);

        // Asked for the stored orientation it neither flips nor mirrors: Upright does, for all eight values.
        converter.ReqOrientation = converter.Orientation;
        int[] raster = new int[(long)layout.Width * layout.Height];
        if (!converter.GetRaster(raster, 0, layout.Width, layout.Height) || errors.First is not null)
        {
            throw ImageException.CutOff(name, errors.First ?? "its data cannot be decoded");
        }

        byte[] rgb = new byte[3L * raster.Length];
        for (int i = 0; i < raster.Length; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)Tiff.GetR(raster[i]), (byte)Tiff.GetG(raster[i]), (byte)Tiff.GetB(raster[i]));
        }

        return new RgbImage(layout.Width, layout.Height, rgb);
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
