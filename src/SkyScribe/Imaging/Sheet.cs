namespace SkyScribe.Imaging;

/// <summary>A white page that pictures are copied onto.</summary>
internal sealed class Sheet
{
    public Sheet(int width, int height)
    {
        Image = new RgbImage(width, height, new byte[3L * width * height]);
        Array.Fill(Image.Pixels, byte.MaxValue);
    }

    public RgbImage Image { get; }

    /// <summary>Pictures one below the other, all from the left edge; the page is as wide as the widest.</summary>
    public static RgbImage Stack(IReadOnlyList<RgbImage> pictures)
    {
        Sheet sheet = new(pictures.Max(picture => picture.Width), pictures.Sum(picture => picture.Height));
        int top = 0;
        foreach (RgbImage picture in pictures)
        {
            sheet.Place(picture, 0, top);
            top += picture.Height;
        }

        return sheet.Image;
    }

    public void Place(RgbImage panel, int left, int top)
    {
        for (int y = 0; y < panel.Height; y++)
        {
            panel.Pixels.AsSpan(3 * y * panel.Width, 3 * panel.Width).CopyTo(Image.Pixels.AsSpan(3 * (((top + y) * Image.Width) + left)));
        }
    }
}
