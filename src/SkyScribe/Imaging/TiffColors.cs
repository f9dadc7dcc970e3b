using BitMiracle.LibTiff.Classic;

namespace SkyScribe.Imaging;

/// <summary>YCbCr, CMYK and CIE Lab, through LibTiff.NET's own conversion to packed RGBA. It is made for a whole picture in memory; here it converts
/// one strip or tile at a time into a small buffer, whose rows are handed over.</summary>
internal sealed class TiffColors
{
    private readonly TiffLayout _layout;
    private readonly PictureRows _rows;
    private int[] _block = [];
    private int[]? _band;   // of tiles that lie side by side
    private int _handedOver;

    private TiffColors(TiffRgbaImage converter, TiffLayout layout, PictureRows rows)
    {
        (_layout, _rows) = (layout, rows);
        var (packed, separate) = (converter.PutContig, converter.PutSeparate);
        converter.PutContig = (image, _, _, _, x, y, width, height, buffer, offset, shift) =>
            Take(x, width, height, block => packed(image, block, 0, 0, x, y, width, height, buffer, offset, shift));
        converter.PutSeparate = (image, _, _, _, x, y, width, height, buffer, offset1, offset2, offset3, offset4, shift) =>
            Take(x, width, height, block => separate(image, block, 0, 0, x, y, width, height, buffer, offset1, offset2, offset3, offset4, shift));
    }

    /// <summary>Hands over all rows.</summary>
    public static void Read(Tiff tiff, TiffLayout layout, string name, TiffErrors errors, PictureRows rows)
    {
        TiffRgbaImage converter = TiffRgbaImage.Create(tiff, true, out string problem) ?? throw TiffLayout.Unsupported(name, problem);

        // Asked for the stored orientation it neither flips nor mirrors: Upright does, for all eight values.
        converter.ReqOrientation = converter.Orientation;
        TiffColors colors = new(converter, layout, rows);
        if (!converter.GetRaster([], 0, layout.Width, layout.Height) || errors.First is not null || colors._handedOver != layout.Height)
        {
            throw ImageException.CutOff(name, errors.First ?? "its data cannot be decoded");
        }
    }

    private void Take(int x, int width, int height, Action<int[]> convert)
    {
        if (_block.Length < width * height)
        {
            _block = new int[width * height];
        }

        convert(_block);
        if (width == _layout.Width)
        {
            HandOver(_block, height);
            return;
        }

        _band ??= new int[(long)_layout.Width * height];   // the first tiles are the highest
        for (int y = 0; y < height; y++)
        {
            _block.AsSpan(y * width, width).CopyTo(_band.AsSpan((y * _layout.Width) + x));
        }

        if (x + width == _layout.Width)
        {
            HandOver(_band, height);
        }
    }

    private void HandOver(int[] pixels, int count)
    {
        for (int y = 0, from = 0; y < count && _handedOver < _layout.Height; y++, _handedOver++)
        {
            Span<byte> row = _rows.Row;
            for (int to = 0; to < row.Length; to += 3, from++)
            {
                (row[to], row[to + 1], row[to + 2]) = ((byte)Tiff.GetR(pixels[from]), (byte)Tiff.GetG(pixels[from]), (byte)Tiff.GetB(pixels[from]));
            }

            _rows.Next();
        }
    }
}
