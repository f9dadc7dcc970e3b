namespace SkyScribe.Imaging;

/// <summary>Keeps every row.</summary>
internal sealed class WholePicture : PictureRows
{
    private byte[] _pixels = [];
    private int _width, _height, _orientation, _next;

    public override Span<byte> Row => _pixels.AsSpan(3 * _width * _next, 3 * _width);

    public override void Begin(int width, int height, int orientation)
    {
        (_width, _height, _orientation) = (width, height, orientation);
        _pixels = new byte[3L * width * height];
    }

    public override void Next() => _next++;

    public override RgbImage Finish() => Upright.Orient(new RgbImage(_width, _height, _pixels), _orientation);
}
