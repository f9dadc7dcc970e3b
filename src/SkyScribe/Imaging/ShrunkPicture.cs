namespace SkyScribe.Imaging;

/// <summary>Makes a picture smaller while its rows come in, and keeps its proportions; one that is small enough stays as it is.</summary>
/// <param name="longest">most columns and most rows of the result</param>
internal sealed class ShrunkPicture(int longest) : PictureRows
{
    private ResizedPicture _resized = new(1, 1, ResampleFilter.Bicubic);

    public override Span<byte> Row => _resized.Row;

    public override void Begin(int storedWidth, int storedHeight, int orientation)
    {
        var (width, height) = Upright.Axes(orientation).IsOnItsSide ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        double scale = Math.Min(1, (double)longest / Math.Max(width, height));
        _resized = new ResizedPicture(
            Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)), ResampleFilter.Bicubic);
        _resized.Begin(storedWidth, storedHeight, orientation);
    }

    public override void Next() => _resized.Next();

    public override RgbImage Finish() => _resized.Finish();
}
