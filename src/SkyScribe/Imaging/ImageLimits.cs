namespace SkyScribe.Imaging;

/// <summary>What a picture may cost; both are checked against the file's header before memory for pixels is taken.</summary>
public sealed record ImageLimits
{
    /// <summary>The most that <see cref="MaxPixels"/> can be: four bytes a pixel must fit one .NET array where a format can only be decoded as a
    /// whole.</summary>
    public const long LargestMaxPixels = 500_000_000;

    /// <summary>The longest side of a picture that is decoded: what the resampler needs grows with it, whatever the other side.</summary>
    internal const int LongestSide = 1_000_000;

    /// <summary>The limits used where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Width x height of the largest picture that is decoded (268 million: 16,384 x 16,384).</summary>
    public long MaxPixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMaxPixels);
            field = value;
        }
    } = 16_384L * 16_384L;

    /// <summary>The largest file that is opened, in bytes (2 GiB).</summary>
    public long MaxFileBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 2L << 30;

    internal void CheckSize(string file, long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new ImageException(file, $"its header says {width} x {height} pixels", "expected at least 1 x 1: the file is damaged");
        }

        if (width > LongestSide || height > LongestSide)
        {
            throw new ImageException(file, $"its header says {width} x {height} pixels, expected sides of at most {LongestSide}", "tile the picture");
        }

        if (width * height > MaxPixels)
        {
            throw new ImageException(
                file,
                $"its header says {width} x {height} pixels, more than the limit of {MaxPixels}",
                "shrink or tile the picture, or raise the limit (--max-pixels, ImageLimits.MaxPixels) if you trust it");
        }
    }

    internal void CheckFile(string file, long bytes)
    {
        if (bytes > MaxFileBytes)
        {
            throw new ImageException(file, $"it has {bytes} bytes or more, above the limit of {MaxFileBytes}",
                "tile the picture, or raise MaxFileBytes in a program of your own if you trust it");
        }
    }
}
