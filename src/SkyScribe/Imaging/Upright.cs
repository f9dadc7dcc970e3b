namespace SkyScribe.Imaging;

/// <summary>Rotates and mirrors a picture as the orientation tag of EXIF and TIFF (the same eight values) asks.</summary>
internal static class Upright
{
    /// <summary>How the stored axes lie in the shown picture.</summary>
    /// <param name="orientation">1 to 8; anything else counts as 1</param>
    /// <returns>whether stored rows are columns of the shown picture; whether the stored columns, and the stored rows, run against the shown
    /// picture's axis</returns>
    public static (bool IsOnItsSide, bool AreColumnsMirrored, bool AreRowsMirrored) Axes(int orientation) => orientation switch
    {
        2 => (false, true, false),
        3 => (false, true, true),
        4 => (false, false, true),
        5 => (true, false, false),
        6 => (true, false, true),
        7 => (true, true, true),
        8 => (true, true, false),
        _ => (false, false, false),
    };

    /// <param name="image">The picture as stored.</param>
    /// <param name="orientation">1 to 8: which edges of the shown picture the first row and the first column are; anything else counts as 1.</param>
    public static RgbImage Orient(RgbImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return image;
        }

        var (isOnItsSide, areColumnsMirrored, areRowsMirrored) = Axes(orientation);
        (int width, int height) = isOnItsSide ? (image.Height, image.Width) : (image.Width, image.Height);
        (bool fromRight, bool fromBottom) = isOnItsSide ? (areRowsMirrored, areColumnsMirrored) : (areColumnsMirrored, areRowsMirrored);

        // One stored pixel to the right, and one stored row down, move this far in the shown picture.
        int alongX = fromRight ? -1 : 1;
        int alongY = fromBottom ? -width : width;
        (int perColumn, int perRow) = isOnItsSide ? (alongY, alongX) : (alongX, alongY);
        int origin = (fromRight ? width - 1 : 0) + ((fromBottom ? height - 1 : 0) * width);

        byte[] source = image.Pixels;
        byte[] oriented = new byte[source.Length];
        int from = 0;
        for (int row = 0; row < image.Height; row++)
        {
            int to = 3 * (origin + (row * perRow));
            for (int column = 0; column < image.Width; column++, from += 3, to += 3 * perColumn)
            {
                (oriented[to], oriented[to + 1], oriented[to + 2]) = (source[from], source[from + 1], source[from + 2]);
            }
        }

        return new RgbImage(width, height, oriented);
    }
}
