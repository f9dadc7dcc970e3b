namespace SkyScribe.Imaging;

/// <summary>What a picture may cost; both are checked against the file's header before memory for pixels is taken.</summary>
public sealed record ImageLimits
{
    /// <summary>The most that <see cref="MaxPixels"/> can be: four bytes a pixel must fit one .NET array.</summary>
    public const long LargestMaxPixels = 500_000_000;

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

        if (width > int.MaxValue || height > int.MaxValue || width * height > MaxPixels)
        {
            throw new ImageException(
                file,
                $"its header says {width} x {height} pixels, more than the limit of {MaxPixels}",
                "shrink or tile the picture, or raise ImageLimits.MaxPixels if you trust it");
        }
    }

    internal void CheckFile(string file, long bytes)
    {
        if (bytes > MaxFileBytes)
        {
            throw new ImageException(file, $"it has {bytes} bytes or more, above the limit of {MaxFileBytes}", "raise ImageLimits.MaxFileBytes if you trust it");
        }
    }
}
