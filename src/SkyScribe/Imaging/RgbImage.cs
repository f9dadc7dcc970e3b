namespace SkyScribe.Imaging;

/// <summary>A decoded picture: 8 bits a channel, RGB interleaved, rows from the top, no padding.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps pixels that are already in memory; the array is not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not width x height x 3.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != 3L * width * height)
        {
            throw new ArgumentException($"expected {width} x {height} x 3 = {3L * width * height} bytes, found {pixels.LongLength}", nameof(pixels));
        }

        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Columns, in pixels.</summary>
    public int Width { get; }

    /// <summary>Rows, in pixels.</summary>
    public int Height { get; }

    /// <summary>The bytes: red, green, blue of the top left pixel, then its right neighbour, and so on.</summary>
    public byte[] Pixels { get; }

    /// <summary>What was done to read it that its user should know, a sentence each: values that were stretched, the page that was taken of
    /// several.</summary>
    public IReadOnlyList<string> Remarks { get; internal set; } = [];

    /// <summary>How its values became 8 bits; null where they were stored so.</summary>
    internal Stretch? Stretch { get; set; }
}
